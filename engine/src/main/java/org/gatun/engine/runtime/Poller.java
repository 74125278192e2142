package org.gatun.engine.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Clock;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Events;
import org.gatun.natives.linux.Files;

/**
 * Waits for descriptors and tells their owners: level-triggered epoll. A registered value's upper 16 bits name the owner, the rest is
 * the owner's. One thread, except for {@link #wake}.
 */
final class Poller implements Waiter {
    /** Somebody whose descriptors are watched. */
    interface Source {
        /**
         * A descriptor has events.
         *
         * @param data what it was registered with
         * @param events bits of {@link Epoll}
         */
        void onReady(long data, int events, long nowNs);
    }

    /** Where the owner's number stands in a registered value. */
    static final int OWNER_SHIFT = 48;
    private static final int OWNERS = 4;
    private static final int EVENTS_AT_ONCE = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = Epoll.allocateEvents(arena, EVENTS_AT_ONCE);
    private final MemorySegment timeout = arena.allocate(Clock.TIMESPEC_SIZE, 8);
    private final MemorySegment counter = arena.allocate(Long.BYTES, Long.BYTES);
    private final Source[] owners = new Source[OWNERS];
    private final int epollFd;
    private final int wakeFd;

    Poller() {
        this.epollFd = Errno.check("epoll_create1", Epoll.epollCreate1(Epoll.EPOLL_CLOEXEC));
        this.wakeFd = Errno.check("eventfd", Events.eventfd(0, Events.EFD_CLOEXEC | Events.EFD_NONBLOCK));
        owners[0] = (data, bits, nowNs) -> Events.eventfdRead(wakeFd, counter);
        Errno.check("epoll_ctl", Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_ADD, wakeFd, Epoll.EPOLLIN, 0));
    }

    /** The epoll instance, for owners that register by themselves. */
    int descriptor() {
        return epollFd;
    }

    /** Names the owner of values with this number, 1 to 3. */
    void owner(final int number, final Source source) {
        owners[number] = source;
    }

    @Override
    public int poll(final long timeoutNs) {
        final int ready = await(timeoutNs);
        dispatch(ready);
        return ready;
    }

    /** Waits up to {@code timeoutNs} (0 = not at all) for descriptors to be ready; their number, to be {@link #dispatch}ed. */
    int await(final long timeoutNs) {
        final int ready;
        if (timeoutNs <= 0) {
            ready = Epoll.epollWait(epollFd, events, 0);
        } else {
            Clock.setTimespec(timeout, 0, timeoutNs);
            ready = Epoll.epollPwait2(epollFd, events, timeout);
        }
        return Math.max(0, ready);
    }

    /** Whether the owner has one of the descriptors that the last {@link #await} found. */
    boolean isReady(final int owner, final int ready) {
        for (int i = 0; i < ready; i++) {
            if (Epoll.data(events, i) >>> OWNER_SHIFT == owner) {
                return true;
            }
        }
        return false;
    }

    /** Tells the owners of the descriptors that the last {@link #await} found. */
    void dispatch(final int ready) {
        if (ready == 0) {
            return;
        }
        final long nowNs = System.nanoTime();
        for (int i = 0; i < ready; i++) {
            final long data = Epoll.data(events, i);
            owners[(int)(data >>> OWNER_SHIFT)].onReady(data, Epoll.events(events, i), nowNs);
        }
    }

    @Override
    public void wake() {
        Events.eventfdWrite(wakeFd, 1);
    }

    @Override
    public void close() {
        Files.close(wakeFd);
        Files.close(epollFd);
        arena.close();
    }
}
