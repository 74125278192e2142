package org.gatun.ipc;

import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Errno;

/** A connection or a listening socket could not be made, or its files could not be. */
public final class IpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param what the step that failed, with its object
     * @param result the negative errno of the step
     */
    public IpcException(final String what, final int result) {
        super(Errno.describe(what, result));
        this.errno = -result;
    }

    /** The error number, above 0: EAGAIN = the engine is not ready, EACCES = denied, ECONNREFUSED = nobody listens. */
    public int errno() {
        return errno;
    }

    /** What the C libraries return for it. */
    public CsError error() {
        return CsErrors.ofResult(-errno);
    }
}
