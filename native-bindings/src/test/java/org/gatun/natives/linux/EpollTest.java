package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class EpollTest {
    @Test
    void shouldReportReadyDescriptorsWithTheirData() {
        final int epoll = Epoll.epollCreate1(Epoll.EPOLL_CLOEXEC);
        assertEquals(-Errno.EINVAL, Epoll.epollCreate1(1));
        final int first = Events.eventfd(0, Events.EFD_NONBLOCK);
        final int second = Events.eventfd(1, Events.EFD_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment events = Epoll.allocateEvents(arena, 4);
            final MemorySegment time = arena.allocate(Clock.TIMESPEC_SIZE, 8);
            final long data = 0x1122334455667788L;
            assertEquals(0, Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, first, Epoll.EPOLLIN, data));
            assertEquals(-Errno.EEXIST, Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, first, Epoll.EPOLLIN, data));
            assertEquals(0, Epoll.epollWait(epoll, events, 0));
            Clock.setTimespec(time, 0, 200_000);
            final long before = System.nanoTime();
            assertEquals(0, Epoll.epollPwait2(epoll, events, time));
            assertTrue(System.nanoTime() - before >= 200_000);
            assertEquals(0, Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, second, Epoll.EPOLLIN, -2));
            Events.eventfdWrite(first, 1);
            assertEquals(2, Epoll.epollPwait2(epoll, events, MemorySegment.NULL));
            assertEquals(2, Epoll.epollWait(epoll, events, -1));
            final int at = Epoll.data(events, 0) == data ? 0 : 1;
            assertEquals(data, Epoll.data(events, at));
            assertEquals(Epoll.EPOLLIN, Epoll.events(events, at));
            assertEquals(-2, Epoll.data(events, 1 - at));
            assertEquals(0, Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_DEL, first, 0, 0));
            assertEquals(-Errno.ENOENT, Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_MOD, first, 0, 0));
            assertEquals(1, Epoll.epollWait(epoll, events, -1));
            assertEquals(-Errno.EINVAL, Epoll.epollWait(epoll, arena.allocate(4), 0));
            assertEquals(-Errno.EBADF, Epoll.epollPwait2(-1, events, time));
        } finally {
            Files.close(first);
            Files.close(second);
            Files.close(epoll);
        }
    }
}
