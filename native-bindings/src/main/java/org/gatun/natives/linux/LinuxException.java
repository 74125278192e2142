package org.gatun.natives.linux;

/** A kernel or libc call failed where no failure was expected. */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    public LinuxException(final String call, final int errno) {
        super(Errno.describe(call, -errno));
        this.errno = errno;
    }

    /** The error number, above 0. */
    public int errno() {
        return errno;
    }
}
