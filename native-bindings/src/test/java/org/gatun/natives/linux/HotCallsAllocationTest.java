package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class HotCallsAllocationTest {
    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 5_000;

    @Test
    void shouldAllocateNothingWhenSendingReceivingAndPolling() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment pair = arena.allocate(8, 4);
            Sockets.socketpair(Sockets.AF_UNIX, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0, pair);
            final int a = pair.get(ValueLayout.JAVA_INT, 0);
            final int b = pair.get(ValueLayout.JAVA_INT, 4);
            final int epoll = Epoll.epollCreate1(0);
            Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, b, Epoll.EPOLLIN, 1);
            final MemorySegment buffer = arena.allocate(64, 8);
            final MemorySegment events = Epoll.allocateEvents(arena, 4);
            final MemorySegment vector = arena.allocate(MessageHeaders.MMSGHDR_SIZE, 8);
            final MemorySegment iovec = arena.allocate(MessageHeaders.IOVEC_SIZE, 8);
            MessageHeaders.setIovec(iovec, 0, buffer.address(), 64);
            MessageHeaders.setIovecs(vector, 0, iovec.address(), 1);
            final MemorySegment time = arena.allocate(Clock.TIMESPEC_SIZE, 8);

            for (int i = 0; i < WARM_UP; i++) {
                round(a, b, epoll, buffer, events, vector, time);
            }
            // The compiler works beside us: only a whole clean run after the warm-up counts, and there must be one.
            long allocated = -1;
            for (int attempt = 0; attempt < 20 && allocated != 0; attempt++) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < ROUNDS; i++) {
                    round(a, b, epoll, buffer, events, vector, time);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, allocated);
            Files.close(a);
            Files.close(b);
            Files.close(epoll);
        }
    }

    private static void round(final int a, final int b, final int epoll, final MemorySegment buffer,
        final MemorySegment events, final MemorySegment vector, final MemorySegment time) {
        check(Sockets.send(a, buffer, 8, 16, 0) == 16);
        check(Epoll.epollWait(epoll, events, -1) == 1);
        check(Epoll.epollPwait2(epoll, events, time) == 1);
        check(Sockets.recv(b, buffer, 0, 64, 0) == 16);
        check(Sockets.sendmmsg(a, vector, 0, 1, 0) == 1);
        check(Sockets.recvmmsg(b, vector, 1, 0) == 1);
        check(Sockets.sendmsg(a, vector, 0) == 64);
        check(Sockets.recvmsg(b, vector, 0) == 64);
        check(Files.write(a, buffer, 0, 8) == 8);
        check(Files.read(b, buffer, 0, 64) == 8);
    }

    private static void check(final boolean ok) {
        if (!ok) {
            assertTrue(false, "a call failed");
        }
    }
}
