package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Events;
import org.gatun.natives.linux.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TokenPacedWaiterTest {
    private static final int RING = 1;
    private static final int CLIENTS = 2;
    private static final long LONG_NS = 2_000_000_000L;
    private static final long CLIENTS_WAIT_NS = 500_000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment counter = arena.allocate(Long.BYTES, Long.BYTES);
    private final List<String> seen = new ArrayList<>();
    private final int ringFd = Errno.check("eventfd", Events.eventfd(0, Events.EFD_NONBLOCK));
    private final int clientFd = Errno.check("eventfd", Events.eventfd(0, Events.EFD_NONBLOCK));
    private boolean tokenTravels = true;
    private long requests;
    private final TokenPacedWaiter waiter = new TokenPacedWaiter(nowNs -> tokenTravels);

    @BeforeEach
    void register() {
        waiter.requests(() -> requests);
        waiter.ring().owner(RING, (data, bits, nowNs) -> take(ringFd, "ring"));
        waiter.clients().owner(CLIENTS, (data, bits, nowNs) -> {
            take(clientFd, "clients");
            requests++;
        });
        watch(waiter.ring().descriptor(), ringFd, RING);
        watch(waiter.clients().descriptor(), clientFd, CLIENTS);
    }

    @AfterEach
    void close() {
        waiter.close();
        Files.close(ringFd);
        Files.close(clientFd);
        arena.close();
    }

    private static void watch(final int epollFd, final int fd, final int owner) {
        Errno.check("epoll_ctl", Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_ADD, fd, Epoll.EPOLLIN, (long)owner << Poller.OWNER_SHIFT));
    }

    private void take(final int fd, final String what) {
        Events.eventfdRead(fd, counter);
        seen.add(what);
    }

    /** One visit of the ring, with so many requests since the last. */
    private void visit(final int requestsSince) {
        requests += requestsSince;
        Events.eventfdWrite(ringFd, 1);
        waiter.poll(LONG_NS);
        seen.clear();
    }

    private long timeOfPoll() {
        final long start = System.nanoTime();
        waiter.poll(LONG_NS);
        return System.nanoTime() - start;
    }

    @Test
    void shouldServeAClientThatAsksLittleAtOnce() {
        visit(1);
        Events.eventfdWrite(clientFd, 1);
        waiter.poll(LONG_NS);
        assertEquals(List.of("clients"), seen);
    }

    @Test
    void shouldServeClientsBeforeTheRing() {
        Events.eventfdWrite(ringFd, 1);
        Events.eventfdWrite(clientFd, 1);
        waiter.poll(LONG_NS);
        assertEquals(List.of("clients", "ring"), seen);
    }

    @Test
    void shouldLetAClientThatAsksMuchWaitForTheTokenButNotForLong() {
        visit(5);
        Events.eventfdWrite(clientFd, 1);
        assertTrue(timeOfPoll() >= CLIENTS_WAIT_NS);
        assertEquals(List.of("clients"), seen);
        seen.clear();
        Events.eventfdWrite(clientFd, 1);
        Events.eventfdWrite(ringFd, 1);
        waiter.poll(LONG_NS);
        assertEquals(List.of("clients", "ring"), seen);
    }

    @Test
    void shouldServeClientsAtOnceWhenNoTokenTravels() {
        visit(5);
        tokenTravels = false;
        Events.eventfdWrite(clientFd, 1);
        waiter.poll(LONG_NS);
        assertEquals(List.of("clients"), seen);
        // And at the token's pace again when it does, without having forgotten.
        tokenTravels = true;
        seen.clear();
        Events.eventfdWrite(clientFd, 1);
        assertTrue(timeOfPoll() >= CLIENTS_WAIT_NS);
    }

    @Test
    void shouldServeAtOnceAgainWhenClientsAskLittleForLong() {
        visit(5);
        for (int i = 0; i < 256; i++) {
            visit(1);
        }
        Events.eventfdWrite(clientFd, 1);
        Events.eventfdWrite(ringFd, 1);
        waiter.poll(LONG_NS);
        seen.clear();
        Events.eventfdWrite(clientFd, 1);
        waiter.poll(LONG_NS);
        assertEquals(List.of("clients"), seen);
    }

    @Test
    void shouldEndAWaitWhenWoken() {
        waiter.wake();
        assertTrue(timeOfPoll() < LONG_NS);
        visit(5);
        waiter.wake();
        assertTrue(timeOfPoll() < LONG_NS);
    }
}
