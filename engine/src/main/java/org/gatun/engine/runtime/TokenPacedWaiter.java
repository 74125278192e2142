package org.gatun.engine.runtime;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;

/**
 * Waits for ring and clients on one thread, and lets clients that ask much do so at the token's pace: while the token travels they
 * do not wake the thread. A message cannot leave before the token comes, so the requests are taken when it does, all at once and
 * before it is looked at. That spares a wake-up for each message, and the client is not pushed off its processor by each of its own
 * requests.
 *
 * <p>A client that waits for one answer after the other is better served at once: its request is dealt with while the token is still
 * on its way. Which of the two clients do shows in the number of requests from one visit of the ring to the next. A client that is
 * pushed off its processor cannot ask much, so the token's pace is tried now and then.
 *
 * <p>A stream of requests keeps the token waiting for a moment, so that it takes more of it: with few messages a visit, all nodes
 * would spend their time on passing the token.
 */
final class TokenPacedWaiter implements Waiter {
    /** How long a client may have to wait for a token that does not come, in nanoseconds. */
    private static final long CLIENTS_WAIT_NS = 500_000;
    /** Requests from visit to visit that are much. */
    private static final int MANY = 3;
    /** Visits for which the token's pace is kept after many requests. */
    private static final int KEPT = 256;
    /** Visits with requests after which the token's pace is tried for some, seldom enough not to show in the 99th percentile. */
    private static final int TRIED_AFTER = 2048;
    private static final int TRIED = 8;
    /** Requests from visit to visit that make a stream, and those that are worth a visit. */
    private static final int STREAM = 8;
    private static final int STREAM_ENOUGH = 48;
    /** How long a stream keeps the token waiting for more of it, in nanoseconds: less than a rotation. */
    private static final long STREAM_PAUSE_NS = 60_000;
    /** The owner of the clients' epoll instance among the ring's descriptors. */
    private static final int NESTED = 3;

    private final Poller ring = new Poller();
    private final Poller clients = new Poller();
    private final LongPredicate tokenTravels;
    private LongSupplier requests;
    private long requestsSeen;
    private int paced;
    private int unpaced;
    private boolean clientsWake;

    /** @param tokenTravels told the time, says whether the token is on its way to this node */
    TokenPacedWaiter(final LongPredicate tokenTravels) {
        this.tokenTravels = tokenTravels;
        ring.owner(NESTED, (data, bits, nowNs) -> { });
        letClientsWake(true);
    }

    /** Names the count of all clients' requests; once, before the first {@link #poll}. */
    void requests(final LongSupplier count) {
        requests = count;
    }

    /** Where the ring's descriptors are registered; 3 is taken of its owners' numbers. */
    Poller ring() {
        return ring;
    }

    /** Where the clients' descriptors are registered. */
    Poller clients() {
        return clients;
    }

    @Override
    public int poll(final long timeoutNs) {
        final boolean atTokensPace = paced > 0 && timeoutNs > 0 && tokenTravels.test(System.nanoTime());
        if (clientsWake == atTokensPace) {
            letClientsWake(!atTokensPace);
        }
        final int ready = ring.await(atTokensPace ? Math.min(timeoutNs, CLIENTS_WAIT_NS) : timeoutNs);
        // Also when none is reported: a request that came meanwhile goes with the token that is being taken.
        int asked = clients.poll(0);
        if (ready > (ring.isReady(NESTED, ready) ? 1 : 0)) {
            if (adapt()) {
                LockSupport.parkNanos(STREAM_PAUSE_NS);
                asked += clients.poll(0);
            }
            ring.dispatch(ready);
        }
        return ready + asked;
    }

    private void letClientsWake(final boolean wake) {
        Errno.check("epoll_ctl", Epoll.epollCtl(ring.descriptor(), wake ? Epoll.EPOLL_CTL_ADD : Epoll.EPOLL_CTL_DEL,
            clients.descriptor(), Epoll.EPOLLIN, (long)NESTED << Poller.OWNER_SHIFT));
        clientsWake = wake;
    }

    /** Whether clients send a stream of which the token should take more. */
    private boolean adapt() {
        final long count = requests.getAsLong();
        final long since = count - requestsSeen;
        requestsSeen = count;
        if (since >= MANY) {
            paced = KEPT;
        } else if (paced > 0) {
            paced--;
        } else if (since > 0 && ++unpaced >= TRIED_AFTER) {
            unpaced = 0;
            paced = TRIED;
        }
        return since >= STREAM && since < STREAM_ENOUGH;
    }

    @Override
    public void wake() {
        ring.wake();
    }

    @Override
    public void close() {
        clients.close();
        ring.close();
    }
}
