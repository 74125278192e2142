package org.gatun.engine.service;

/** A service cannot start; the engine ends with the message. */
public final class ServiceStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ServiceStartException(final String message) {
        super(message);
    }
}
