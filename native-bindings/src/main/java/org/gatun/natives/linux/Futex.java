package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_ADDRESS;
import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code futex(2)} on words that processes share. The kernel reads the word itself: an address that is not backed by memory any
 * more gives -EFAULT where libc's semaphore functions would end the VM by a signal. Results are ≥ 0 or the negated errno. Any
 * thread.
 */
public final class Futex {
    private static final long SYS_FUTEX = "amd64".equals(System.getProperty("os.arch")) ? 202 : 98;
    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int FUTEX_CLOCK_REALTIME = 256;
    private static final int ANY = -1;

    private static final MethodHandle FUTEX = Libc.variadicWithErrno("syscall", 1, C_LONG, C_LONG, C_ADDRESS, C_INT, C_INT,
        C_POINTER, C_LONG, C_INT);

    private Futex() {
    }

    /** {@code FUTEX_WAKE}: how many waiters were woken, at most {@code count}. EFAULT, EINVAL. Never blocks. */
    public static int wake(final long address, final int count) {
        return futex(address, FUTEX_WAKE, count, MemorySegment.NULL);
    }

    /**
     * {@code FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME}: 0 after a wake-up, which may be spurious. EAGAIN: the word is not
     * {@code expected}; ETIMEDOUT, EINTR, EFAULT. Blocks.
     *
     * @param deadline a timespec on CLOCK_REALTIME, {@link MemorySegment#NULL} waits for ever
     */
    public static int waitUntil(final long address, final int expected, final MemorySegment deadline) {
        return futex(address, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, expected, deadline);
    }

    private static int futex(final long address, final int operation, final int value, final MemorySegment deadline) {
        final MemorySegment state = Libc.state();
        try {
            return (int) Libc.result((long) FUTEX.invokeExact(state, SYS_FUTEX, address, operation, value, deadline, 0L, ANY),
                state);
        } catch (final Throwable t) {
            throw Libc.misuse("futex", t);
        }
    }
}
