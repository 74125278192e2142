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
    private static final int WARM_UP = 20_000;
    private static final long COMPILED_NS = 30_000_000_000L;
    private static final int ROUNDS = 5_000;

    /** A call or a pair of calls that leaves the sockets as they were. */
    private interface Round {
        boolean run();
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothingWhenSendingReceivingAndPolling() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment pair = arena.allocate(8, 4);
            Sockets.socketpair(Sockets.AF_UNIX, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0, pair);
            final int a = pair.get(ValueLayout.JAVA_INT, 0);
            final int b = pair.get(ValueLayout.JAVA_INT, 4);
            final int epoll = Epoll.epollCreate1(0);
            Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, a, Epoll.EPOLLOUT, 1);
            final MemorySegment buffer = arena.allocate(64, 8);
            final MemorySegment events = Epoll.allocateEvents(arena, 4);
            final MemorySegment vector = arena.allocate(MessageHeaders.MMSGHDR_SIZE, 8);
            final MemorySegment iovec = arena.allocate(MessageHeaders.IOVEC_SIZE, 8);
            MessageHeaders.setIovec(iovec, 0, buffer.address(), 64);
            MessageHeaders.setIovecs(vector, 0, iovec.address(), 1);
            final MemorySegment time = arena.allocate(Clock.TIMESPEC_SIZE, 8);

            assertClean("send, recv", () -> Sockets.send(a, buffer, 8, 16, 0) == 16 && Sockets.recv(b, buffer, 0, 64, 0) == 16);
            assertClean("sendmsg, recvmsg", () -> Sockets.sendmsg(a, vector, 0) == 64 && Sockets.recvmsg(b, vector, 0) == 64);
            assertClean("sendmmsg, recvmmsg",
                () -> Sockets.sendmmsg(a, vector, 0, 1, 0) == 1 && Sockets.recvmmsg(b, vector, 1, 0) == 1);
            assertClean("write, read", () -> Files.write(a, buffer, 0, 8) == 8 && Files.read(b, buffer, 0, 64) == 8);
            assertClean("epoll_wait", () -> Epoll.epollWait(epoll, events, -1) == 1);
            assertClean("epoll_pwait2", () -> Epoll.epollPwait2(epoll, events, time) == 1);
            Files.close(a);
            Files.close(b);
            Files.close(epoll);
        }
    }

    /**
     * The linker makes a short-lived object a call, which the compiler removes: only compiled code is clean, and the compiler takes its
     * time where the machine is busy.
     */
    private void assertClean(final String what, final Round round) {
        assertTrue(run(round, WARM_UP), what);
        long allocated = -1;
        final long deadlineNs = System.nanoTime() + COMPILED_NS;
        while (allocated != 0 && System.nanoTime() - deadlineNs < 0) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            final boolean ok = run(round, ROUNDS);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(ok, what);
        }
        assertEquals(0, allocated, what);
    }

    private static boolean run(final Round round, final int rounds) {
        boolean ok = true;
        for (int i = 0; i < rounds; i++) {
            ok &= round.run();
        }
        return ok;
    }
}
