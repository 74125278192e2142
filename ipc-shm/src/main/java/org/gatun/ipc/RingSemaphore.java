package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.gatun.natives.linux.Clock;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Futex;
import org.gatun.natives.linux.Semaphores;

/**
 * glibc's process-shared unnamed semaphore, operated on in place.
 * <pre>
 *  offset  size  field    meaning
 *       0     4  value    what {@code sem_getvalue} tells
 *       4     4  waiters  how many wait or are about to
 *       8     4  private  128 = shared between processes
 *      12    20           zeros
 * </pre>
 * Posting without a waiter and taking without waiting make no system call. libc's functions are not used: where the other
 * process has cut the file, they would end the VM by a signal, whereas the accesses here throw an {@link InternalError} and the
 * futex call answers -EFAULT.
 *
 * <p>Source: glibc {@code sysdeps/nptl/internaltypes.h}, 2.21 and later on 64-bit machines. Any thread and process.
 */
final class RingSemaphore {
    static final int SIZE = Semaphores.SEM_SIZE;
    private static final int PRIVATE = 8;
    private static final int PROCESS_SHARED = 128;
    private static final long ONE_WAITER = 1L << 32;
    private static final long VALUE_MASK = 0xffff_ffffL;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

    private RingSemaphore() {
    }

    /** Makes a semaphore of value 0 in 32 zero bytes. */
    static void initialise(final MemorySegment segment, final long offset) {
        segment.set(ValueLayout.JAVA_INT, offset + PRIVATE, PROCESS_SHARED);
    }

    static int value(final MemorySegment segment, final long offset) {
        return (int)((long)LONG.getVolatile(segment, offset) & VALUE_MASK);
    }

    static void post(final MemorySegment segment, final long offset) {
        final long before = (long)LONG.getAndAdd(segment, offset, 1L);
        if (before >>> 32 != 0) {
            Futex.wake(segment.address() + offset, 1);
        }
    }

    static boolean tryTake(final MemorySegment segment, final long offset) {
        long word = (long)LONG.getVolatile(segment, offset);
        while ((word & VALUE_MASK) != 0) {
            if (LONG.compareAndSet(segment, offset, word, word - 1)) {
                return true;
            }
            word = (long)LONG.getVolatile(segment, offset);
        }
        return false;
    }

    /**
     * Takes one, waiting for it.
     *
     * @param timeoutMs 0 does not wait, -1 waits for ever
     * @param timespec 16 bytes of the caller's for the deadline
     * @return 0, -ETIMEDOUT (-EAGAIN without waiting), or what the kernel says
     */
    static int take(final MemorySegment segment, final long offset, final int timeoutMs, final MemorySegment timespec) {
        if (tryTake(segment, offset)) {
            return 0;
        }
        if (timeoutMs == 0) {
            return -Errno.EAGAIN;
        }
        MemorySegment deadline = MemorySegment.NULL;
        if (timeoutMs > 0) {
            Errno.check("clock_gettime", Clock.clockGettime(Clock.CLOCK_REALTIME, timespec));
            Clock.setTimespec(timespec, 0, Clock.nanos(timespec, 0) + timeoutMs * 1_000_000L);
            deadline = timespec;
        }
        long word = (long)LONG.getAndAdd(segment, offset, ONE_WAITER) + ONE_WAITER;
        while (true) {
            if ((word & VALUE_MASK) != 0) {
                if (LONG.compareAndSet(segment, offset, word, word - 1 - ONE_WAITER)) {
                    return 0;
                }
            } else {
                final int rc = Futex.waitUntil(segment.address() + offset, 0, deadline);
                if (rc < 0 && rc != -Errno.EAGAIN && rc != -Errno.EINTR) {
                    final long ignored = (long)LONG.getAndAdd(segment, offset, -ONE_WAITER);
                    return rc;
                }
            }
            word = (long)LONG.getVolatile(segment, offset);
        }
    }
}
