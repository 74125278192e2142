package org.gatun.engine.transport;

/** The transport cannot serve this node at all: no interface for the bind address at start, or no socket to be had. Fatal. */
public final class TransportFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TransportFailedException(final String message) {
        super(message);
    }
}
