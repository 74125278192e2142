package org.gatun.ipc;

import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Errno;

/** From the results of channel operations to the errors of the libraries. Source: corosync {@code common_lib/error_conversion.c}. */
public final class CsErrors {
    private static final int EBADE = 52;
    private static final int ETIME = 62;

    private CsErrors() {
    }

    /** The error of a result that is ≥ 0 or a negative errno. */
    public static CsError ofResult(final int result) {
        if (result >= 0) {
            return CsError.OK;
        }
        return switch (-result) {
            case Errno.EBADF -> CsError.BAD_HANDLE;
            case Errno.ENOMEM -> CsError.NO_MEMORY;
            case Errno.ENOMSG, Errno.ENOBUFS, Errno.ETIMEDOUT, Errno.EAGAIN -> CsError.TRY_AGAIN;
            case EBADE -> CsError.FAILED_OPERATION;
            case ETIME -> CsError.TIMEOUT;
            case Errno.EINVAL -> CsError.INVALID_PARAM;
            case Errno.EBUSY -> CsError.BUSY;
            case Errno.EACCES -> CsError.ACCESS;
            case Errno.EOVERFLOW -> CsError.NAME_TOO_LONG;
            case Errno.EEXIST -> CsError.EXIST;
            case Errno.ENOSPC -> CsError.NO_SPACE;
            case Errno.EINTR -> CsError.INTERRUPT;
            case Errno.ENOENT, Errno.ENODEV -> CsError.NOT_EXIST;
            case Errno.ENOSYS, Errno.EOPNOTSUPP -> CsError.NOT_SUPPORTED;
            case Errno.EBADMSG -> CsError.MESSAGE_ERROR;
            case Errno.EMSGSIZE, Errno.E2BIG -> CsError.TOO_BIG;
            default -> CsError.LIBRARY;
        };
    }
}
