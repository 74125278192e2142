package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.RingIdStore;
import org.gatun.engine.totem.TotemTransport;
import org.junit.jupiter.api.Test;

/** A ring of two whose other member is played by the test: once warm, no message and no token allocates. */
final class RingAllocationTest implements TotemTransport, RingListener, RingIdStore {
    private static final int OTHER = 2;
    private static final int MESSAGES_PER_VISIT = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private final MemorySegment toOther = Arena.ofAuto().allocate(CommitToken.LENGTH_MAX);
    private final MemorySegment frame = Arena.ofAuto().allocate(2000);
    private int toOtherLength;
    private long nowNs = 1_000_000_000L;
    private SingleRing ring;
    private long delivered;
    private long sent;

    @Test
    void shouldAllocateNothingWhenWarm() {
        ring = new SingleRing(RingCluster.defaults(), this, this, this, new RingCounters(), RingTrace.NONE,
            new RingOptions(Arena.ofAuto(), 1, bound -> 0, 0));
        ring.start(nowNs);
        ring.onInterfaceChange(0, true, nowNs);
        form();
        final OrfToken token = new OrfToken(Arena.ofAuto().allocate(OrfToken.LENGTH_MAX));
        visits(token, 30_000);
        final long deliveredBefore = delivered;
        final long sentBefore = sent;
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        visits(token, 20_000);
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertEquals(2 * MESSAGES_PER_VISIT * 20_000L, delivered - deliveredBefore);
        assertEquals(MESSAGES_PER_VISIT * 20_000L, sent - sentBefore);
        assertTrue(allocated < 1000, "allocated " + allocated + " bytes");
    }

    /** Lets the ring of one form, joins as the second member and plays the commit token's two rotations. */
    private void form() {
        work();
        final NodeSet both = new NodeSet();
        both.add(1);
        both.add(OTHER);
        final MemorySegment join = Arena.ofAuto().allocate(Join.LENGTH_MAX);
        for (int i = 0; i < 3; i++) {
            ring.onFrame(join, 0, Join.encode(join, false, OTHER, 1, both, new NodeSet()), nowNs);
            work();
        }
        final CommitToken token = new CommitToken();
        for (int rotation = 0; rotation < 2; rotation++) {
            assertTrue(token.decode(toOther, 0, toOtherLength, false), "a commit token");
            if (rotation == 0) {
                token.oldRep[1] = OTHER;
                token.oldSeq[1] = 1;
                token.received[1] = 1;
                token.index = 2;
            }
            token.tokenSeq++;
            final MemorySegment out = Arena.ofAuto().allocate(CommitToken.LENGTH_MAX);
            ring.onFrame(out, 0, token.encode(out, OTHER), nowNs);
        }
    }

    private void visits(final OrfToken token, final int count) {
        for (int i = 0; i < count; i++) {
            nowNs += 100_000;
            token.decode(toOther, 0, toOtherLength, false);
            if (ring.state() == RingState.OPERATIONAL) {
                ring.synchronisationComplete();
                sendAndReceive(token);
            }
            token.aru = token.seq;
            token.aruAddr = 0;
            token.tokenSeq++;
            ring.onFrame(token.bytes, 0, token.encode(OTHER), nowNs);
            work();
        }
    }

    private void sendAndReceive(final OrfToken token) {
        for (int i = 0; i < MESSAGES_PER_VISIT; i++) {
            final long payload = ring.claim();
            Wire.putInt(ring.sendSegment(), payload, i);
            ring.commitFrame(1000, 0);
            token.seq++;
            Mcast.write(frame, 0, TotemHeader.NOT_ENCAPSULATED, OTHER, 0);
            Mcast.stamp(frame, 0, token.seq, 0, token.ringRep, token.ringSeq);
            ring.onFrame(frame, 0, Mcast.LENGTH + 1000, nowNs);
        }
    }

    private void work() {
        while (ring.doWork(nowNs) > 0) {
            continue;
        }
    }

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        if (TotemHeader.type(segment, offset) == TotemHeader.MCAST) {
            sent++;
        }
    }

    @Override
    public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        MemorySegment.copy(segment, offset, toOther, 0, length);
        toOtherLength = length;
    }

    @Override
    public void flush() {
    }

    @Override
    public void receiveMulticasts() {
    }

    @Override
    public boolean discardPending() {
        return false;
    }

    @Override
    public void membershipSize(final int members) {
    }

    @Override
    public void checkInterfaces(final long now) {
    }

    @Override
    public long load() {
        return 0;
    }

    @Override
    public void store(final long sequence) {
    }

    @Override
    public void onDeliver(final int nodeId, final MemorySegment segment, final long offset, final int length, final boolean foreignOrder) {
        delivered++;
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
    }

    @Override
    public void onWaitingTransAck(final boolean waiting) {
    }

    @Override
    public void onTokenReceived() {
    }

    @Override
    public void onTokenSent() {
    }
}
