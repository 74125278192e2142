package org.gatun.engine.totem.pg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.RingIdStore;
import org.gatun.engine.totem.TotemTransport;
import org.gatun.engine.totem.srp.RingCounters;
import org.gatun.engine.totem.srp.RingOptions;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.engine.totem.srp.SingleRing;

/** A node alone in its ring: what it sends and what it delivers, recorded while {@link #recording} is set. One thread. */
final class LoneRing implements TotemTransport, GroupListener, RingIdStore, AutoCloseable {
    static final int NODE = 1;
    static final int NET_MTU = 1410;
    private static final int MCAST_LENGTH = 45;
    private static final int TYPE_OFFSET = 3;
    private static final int TYPE_MCAST = 1;
    private static final long STEP_NS = 1_000_000;

    /** Payloads of the mcasts that left. */
    final List<byte[]> packets = new ArrayList<>();
    /** Messages delivered, without their group headers. */
    final List<byte[]> messages = new ArrayList<>();
    final List<GroupName> groups = new ArrayList<>();
    final GroupCounters counters = new GroupCounters();
    final GroupLayer layer;
    final SingleRing ring;
    boolean recording = true;
    long delivered;
    private final Arena arena = Arena.ofConfined();
    private long nowNs = 1_000_000_000L;
    private boolean regular;

    LoneRing() {
        this(NET_MTU);
    }

    LoneRing(final int netMtu) {
        layer = new GroupLayer(arena, NODE, netMtu, this, counters);
        ring = new SingleRing(new TotemParameters(NODE, netMtu, 1000, 75, 238, 180, 4, 50, 0, 1200, 200, 1000, 2500, 30, 0, 50, 50, 17,
            5, false), this, this, layer, new RingCounters(), RingTrace.NONE, new RingOptions(arena, 1, bound -> 0, 0));
        layer.bind(ring);
    }

    /** Starts the ring and ends its first synchronisation. */
    LoneRing started() {
        ring.start(nowNs);
        ring.onInterfaceChange(0, true, nowNs);
        for (int i = 0; i < 10_000 && !regular; i++) {
            run(1);
        }
        if (ring.state() != RingState.OPERATIONAL) {
            throw new AssertionError("no ring: state=" + ring.state());
        }
        ring.synchronisationComplete();
        run(10);
        packets.clear();
        return this;
    }

    void run(final int ms) {
        for (int i = 0; i < ms; i++) {
            nowNs += STEP_NS;
            for (int calls = 0; calls < 64 && ring.doWork(nowNs) > 0; calls++) {
                continue;
            }
        }
    }

    boolean send(final MemorySegment s, final int headLength, final int bodyLength) {
        return layer.multicast(GroupName.SERVICES, s, 0, headLength, s, headLength, bodyLength);
    }

    boolean sendApart(final MemorySegment s, final int length) {
        return layer.multicastApart(GroupName.SERVICES, s, 0, length);
    }

    @Override
    public void close() {
        arena.close();
    }

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        if (recording && segment.get(ValueLayout.JAVA_BYTE, offset + TYPE_OFFSET) == TYPE_MCAST) {
            packets.add(bytes(segment, offset + MCAST_LENGTH, length - MCAST_LENGTH));
        }
    }

    static byte[] bytes(final MemorySegment segment, final long offset, final int length) {
        final byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return bytes;
    }

    @Override
    public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        delivered += length;
        if (recording) {
            groups.add(group);
            messages.add(bytes(message, offset, length));
        }
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        regular |= !transitional;
    }

    @Override
    public void onTokenSent() {
    }

    @Override
    public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        throw new AssertionError("nobody else is there: nodeid=" + nodeId);
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
}
