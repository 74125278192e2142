package org.gatun.client;

import org.gatun.ipc.IpcException;
import org.gatun.ipc.message.CsError;

/** A call of a client library failed where it has a result to give, or a connection could not be made. */
public final class CsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CsError error;

    /** @param what the call that failed */
    public CsException(final String what, final CsError error) {
        super(what + ": " + error.symbol() + " (error=" + error.code() + ")");
        this.error = error;
    }

    /** No connection to a service: TRY_AGAIN = the engine is starting, ACCESS = this user may not, LIBRARY = it is not there. */
    public CsException(final IpcException cause) {
        super(cause.error().symbol() + " (error=" + cause.error().code() + "): " + cause.getMessage(), cause);
        error = cause.error();
    }

    /** The number that the C libraries return for it, by name; never OK. */
    public CsError error() {
        return error;
    }
}
