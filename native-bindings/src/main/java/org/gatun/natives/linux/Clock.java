package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The kernel's clocks, for values that other processes compare with; the engine itself takes {@code System.nanoTime()}. Any
 * thread.
 *
 * <p>{@code struct timespec} on 64-bit Linux: i64 seconds at 0, i64 nanoseconds at 8.
 */
public final class Clock {
    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_MONOTONIC = 1;
    public static final int CLOCK_BOOTTIME = 7;
    /** Size of {@code struct timespec}. */
    public static final int TIMESPEC_SIZE = 16;

    private static final long NANOS = 1_000_000_000L;
    private static final MethodHandle CLOCK_GETTIME = Libc.withErrno("clock_gettime", C_INT, C_INT, C_POINTER);

    private Clock() {
    }

    /** Writes a time of {@code nanos} ≥ 0 nanoseconds as a timespec. */
    public static void setTimespec(final MemorySegment timespec, final long offset, final long nanos) {
        timespec.set(C_LONG, offset, nanos / NANOS);
        timespec.set(C_LONG, offset + 8, nanos % NANOS);
    }

    /** A timespec in nanoseconds. */
    public static long nanos(final MemorySegment timespec, final long offset) {
        return timespec.get(C_LONG, offset) * NANOS + timespec.get(C_LONG, offset + 8);
    }

    /**
     * {@code int clock_gettime(clockid_t clockid, struct timespec *tp)}: 0. EINVAL: no such clock. Never blocks.
     *
     * @param timespec 16 bytes to fill
     */
    public static int clockGettime(final int clock, final MemorySegment timespec) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) CLOCK_GETTIME.invokeExact(state, clock, timespec), state);
        } catch (final Throwable t) {
            throw Libc.misuse("clock_gettime", t);
        }
    }
}
