package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Error numbers of Linux (generic architecture table: x86-64, aarch64, riscv64) and their texts.
 *
 * <p>The calls of this package answer a value ≥ 0, or the negated error number: {@code -Errno.EAGAIN}. Any thread.
 */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int E2BIG = 7;
    public static final int EBADF = 9;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ERANGE = 34;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ENOTEMPTY = 39;
    public static final int ENOMSG = 42;
    public static final int ENODATA = 61;
    public static final int EPROTO = 71;
    public static final int EBADMSG = 74;
    public static final int EOVERFLOW = 75;
    public static final int ENOTSOCK = 88;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTDOWN = 112;
    public static final int EHOSTUNREACH = 113;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;
    public static final int ECANCELED = 125;

    private static final int TEXT_MAX = 256;
    /** The XSI form, which fills the buffer: glibc's plain strerror_r is the GNU one, which may not. */
    private static final MethodHandle STRERROR_R =
        Libc.link("__xpg_strerror_r", FunctionDescriptor.of(C_INT, C_INT, C_POINTER, C_LONG));

    private Errno() {
    }

    /** {@code strerror_r(3)}: the text of an error number, in the process's locale. */
    public static String strerror(final int errno) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment text = arena.allocate(TEXT_MAX);
            final int ignored = (int) STRERROR_R.invokeExact(errno, text, (long) TEXT_MAX);
            return text.getString(0);
        } catch (final Throwable t) {
            throw Libc.misuse("strerror_r", t);
        }
    }

    /** {@code "bind: Address already in use (errno=98)"} for a result of {@code -98}. */
    public static String describe(final String call, final long result) {
        final int errno = (int) -result;
        return call + ": " + strerror(errno) + " (errno=" + errno + ")";
    }

    /** The one way from a failed call to an exception, where failure is not expected: answers a result ≥ 0. */
    public static int check(final String call, final int result) {
        if (result < 0) {
            throw new LinuxException(call, -result);
        }
        return result;
    }

    /** As {@link #check(String, int)}. */
    public static long check(final String call, final long result) {
        if (result < 0) {
            throw new LinuxException(call, (int) -result);
        }
        return result;
    }
}
