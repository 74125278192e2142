package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * {@code epoll(7)}. Results are ≥ 0 or the negated errno. Any thread.
 *
 * <p>{@code struct epoll_event}, packed on x86-64 only:
 * <pre>
 *  x86-64 offset  others  size  field
 *              0       0     4  events  EPOLL* bits
 *              4       8     8  data    what was registered
 *             12      16        (size)
 * </pre>
 * Source: Linux include/uapi/linux/eventpoll.h.
 */
public final class Epoll {
    public static final int EPOLLIN = 0x1;
    public static final int EPOLLPRI = 0x2;
    public static final int EPOLLOUT = 0x4;
    public static final int EPOLLERR = 0x8;
    public static final int EPOLLHUP = 0x10;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLET = 1 << 31;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    public static final int EPOLL_CLOEXEC = 0x80000;

    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
    /** Size of {@code struct epoll_event}. */
    public static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final long DATA_OFFSET = PACKED ? 4 : 8;

    private static final MethodHandle EPOLL_CREATE1 = Libc.withErrno("epoll_create1", C_INT, C_INT);
    private static final MethodHandle EPOLL_CTL = Libc.withErrno("epoll_ctl", C_INT, C_INT, C_INT, C_INT, C_POINTER);
    private static final MethodHandle EPOLL_WAIT = Libc.withErrno("epoll_wait", C_INT, C_INT, C_POINTER, C_INT, C_INT);
    private static final MethodHandle EPOLL_PWAIT2 =
        Libc.withErrno("epoll_pwait2", C_INT, C_INT, C_POINTER, C_INT, C_POINTER, C_POINTER);

    private Epoll() {
    }

    /** Room for {@code count} events, for {@link #epollWait} and {@link #epollPwait2}. */
    public static MemorySegment allocateEvents(final SegmentAllocator allocator, final int count) {
        return allocator.allocate((long) EVENT_SIZE * count, 8);
    }

    /** The bits of event {@code index} of a wait's result. */
    public static int events(final MemorySegment events, final int index) {
        return events.get(ValueLayout.JAVA_INT_UNALIGNED, (long) EVENT_SIZE * index);
    }

    /** The registered value of event {@code index} of a wait's result. */
    public static long data(final MemorySegment events, final int index) {
        return events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) EVENT_SIZE * index + DATA_OFFSET);
    }

    /** {@code int epoll_create1(int flags)}: a descriptor. EMFILE, ENFILE, ENOMEM. Never blocks. */
    public static int epollCreate1(final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) EPOLL_CREATE1.invokeExact(state, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("epoll_create1", t);
        }
    }

    /**
     * {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}: 0. EEXIST, ENOENT, EBADF, EPERM (the file
     * cannot be polled). Never blocks. Allocates for a short time: registering is not for hot paths.
     */
    public static int epollCtl(final int epfd, final int operation, final int fd, final int events, final long data) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment event = allocateEvents(arena, 1);
            event.set(ValueLayout.JAVA_INT_UNALIGNED, 0, events);
            event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
            return Libc.result((int) EPOLL_CTL.invokeExact(state, epfd, operation, fd, event), state);
        } catch (final Throwable t) {
            throw Libc.misuse("epoll_ctl", t);
        }
    }

    /**
     * {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)}: the number of events ready, 0
     * after {@code timeoutMs}. EINTR. Blocks up to the timeout, -1 = for ever. The segment's size is {@code maxevents}.
     */
    public static int epollWait(final int epfd, final MemorySegment events, final int timeoutMs) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) EPOLL_WAIT.invokeExact(state, epfd, events, capacity(events), timeoutMs), state);
        } catch (final Throwable t) {
            throw Libc.misuse("epoll_wait", t);
        }
    }

    /**
     * {@code int epoll_pwait2(…, const struct timespec *timeout, NULL)}: as {@link #epollWait} with a time to the nanosecond.
     * ENOSYS before Linux 5.11. A thread's signal mask stays as it is.
     *
     * @param timeout 16 bytes, filled by {@link Clock#setTimespec}; {@link MemorySegment#NULL} waits for ever
     */
    public static int epollPwait2(final int epfd, final MemorySegment events, final MemorySegment timeout) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) EPOLL_PWAIT2.invokeExact(state, epfd, events, capacity(events), timeout,
                MemorySegment.NULL), state);
        } catch (final Throwable t) {
            throw Libc.misuse("epoll_pwait2", t);
        }
    }

    private static int capacity(final MemorySegment events) {
        return (int) Math.min(events.byteSize() / EVENT_SIZE, Integer.MAX_VALUE);
    }
}
