package org.gatun.engine.runtime;

import org.gatun.engine.totem.srp.SingleRing;
import org.gatun.engine.transport.RingTransport;

/**
 * The agent that owns the ring: it polls the network itself, so that nothing stands between a socket and the protocol.
 */
final class RingAgent implements Agent, Poller.Source {
    /** Batches of datagrams in one turn: timers and clients must have theirs, too. */
    private static final int BATCHES_AT_ONCE = 8;

    private final RingTransport transport;
    private final SingleRing ring;

    RingAgent(final RingTransport transport, final SingleRing ring) {
        this.transport = transport;
        this.ring = ring;
    }

    @Override
    public void onReady(final long data, final int events, final long nowNs) {
        // A batch that is not full took all there was; asking again would be a system call for nothing.
        for (int i = 0; i < BATCHES_AT_ONCE && transport.receive(data, nowNs) >= RingTransport.BATCH; i++) {
            continue;
        }
    }

    @Override
    public int doWork(final long nowNs) {
        final int work = transport.doWork(nowNs) + ring.doWork(nowNs);
        transport.flush();
        return work;
    }

    @Override
    public long nextDeadlineNs(final long nowNs) {
        final long ringNs = ring.nextDeadlineNs(nowNs);
        final long transportNs = transport.nextDeadlineNs();
        return transportNs != Long.MAX_VALUE && transportNs - ringNs < 0 ? transportNs : ringNs;
    }
}
