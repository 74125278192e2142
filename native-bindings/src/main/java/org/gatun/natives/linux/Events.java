package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Descriptors that wake a waiting loop: {@code eventfd(2)}, {@code timerfd_create(2)}. Results ≥ 0 or -errno. Any thread. */
public final class Events {
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int TFD_CLOEXEC = 0x80000;
    public static final int TFD_NONBLOCK = 0x800;
    public static final int TFD_TIMER_ABSTIME = 1;

    private static final MethodHandle EVENTFD = Libc.withErrno("eventfd", C_INT, C_INT, C_INT);
    private static final MethodHandle EVENTFD_WRITE = Libc.withErrno("eventfd_write", C_INT, C_INT, Libc.C_LONG);
    private static final MethodHandle EVENTFD_READ = Libc.withErrno("eventfd_read", C_INT, C_INT, C_POINTER);
    private static final MethodHandle TIMERFD_CREATE = Libc.withErrno("timerfd_create", C_INT, C_INT, C_INT);
    private static final MethodHandle TIMERFD_SETTIME =
        Libc.withErrno("timerfd_settime", C_INT, C_INT, C_INT, C_POINTER, C_POINTER);

    private Events() {
    }

    /** {@code int eventfd(unsigned int initval, int flags)}: a descriptor. EMFILE, EINVAL. Never blocks. */
    public static int eventfd(final int initialValue, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) EVENTFD.invokeExact(state, initialValue, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("eventfd", t);
        }
    }

    /** {@code int eventfd_write(int fd, eventfd_t value)}: 0. EAGAIN (non-blocking, counter full): the reader wakes anyway. */
    public static int eventfdWrite(final int fd, final long value) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) EVENTFD_WRITE.invokeExact(state, fd, value), state);
        } catch (final Throwable t) {
            throw Libc.misuse("eventfd_write", t);
        }
    }

    /**
     * {@code int eventfd_read(int fd, eventfd_t *value)}: 0, the counter is in {@code value} and reset. EAGAIN: it was 0.
     *
     * @param value 8 bytes to fill
     */
    public static int eventfdRead(final int fd, final MemorySegment value) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) EVENTFD_READ.invokeExact(state, fd, value), state);
        } catch (final Throwable t) {
            throw Libc.misuse("eventfd_read", t);
        }
    }

    /** {@code int timerfd_create(int clockid, int flags)}: a descriptor. EINVAL, EMFILE. Never blocks. */
    public static int timerfdCreate(final int clock, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) TIMERFD_CREATE.invokeExact(state, clock, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("timerfd_create", t);
        }
    }

    /**
     * {@code int timerfd_settime(int fd, int flags, const struct itimerspec *new_value, NULL)}: 0. EINVAL. Never blocks.
     * Allocates for a short time.
     *
     * @param firstNs to the first expiry (absolute with TFD_TIMER_ABSTIME), 0 disarms
     * @param intervalNs between later ones, 0 = once
     */
    public static int timerfdSettime(final int fd, final int flags, final long firstNs, final long intervalNs) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment timer = arena.allocate(2L * Clock.TIMESPEC_SIZE, 8);
            Clock.setTimespec(timer, 0, intervalNs);
            Clock.setTimespec(timer, Clock.TIMESPEC_SIZE, firstNs);
            return Libc.result((int) TIMERFD_SETTIME.invokeExact(state, fd, flags, timer, MemorySegment.NULL), state);
        } catch (final Throwable t) {
            throw Libc.misuse("timerfd_settime", t);
        }
    }
}
