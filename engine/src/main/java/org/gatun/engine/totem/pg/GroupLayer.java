package org.gatun.engine.totem.pg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.RingListener;
import org.gatun.engine.totem.srp.SingleRing;

/**
 * Process groups over the ring: packing, fragmentation, reservation and queue levels; what is delivered goes on to be taken apart by an
 * {@link Unpacker}. One thread, that of the ring.
 *
 * <p>Made before the ring, which takes it as its listener; {@link #bind} joins the two.
 */
public final class GroupLayer implements Groups, RingListener {
    /** The largest message of a service, header included. */
    public static final int MESSAGE_MAX = 1 << 20;
    /** What packing adds to each frame at most, as the reckoning of room has it. */
    private static final int PACKING_OVERHEAD = 16;

    private final Arena arena;
    private final int localNodeId;
    private final int netMtu;
    private final PacketListener packets;
    private final GroupCounters counters;
    private final MemorySegment[] groupHeaders = new MemorySegment[GroupName.values().length];
    private SingleRing ring;
    private Packer packer;
    private boolean synchronising = true;
    private int reserved = 1;
    private long largest;
    private QueueLevel level = QueueLevel.GOOD;

    /** As the other one, with the messages given to a listener on the ring's thread. */
    public GroupLayer(final Arena arena, final int localNodeId, final int netMtu, final GroupListener listener,
        final GroupCounters counters) {
        this(arena, localNodeId, netMtu, new Unpacker(listener, counters), counters);
    }

    /**
     * @param arena owns the packing buffer
     * @param netMtu frame size of the ring, see {@code TotemParameters.netMtu}
     * @param packets takes what the ring delivers
     */
    public GroupLayer(final Arena arena, final int localNodeId, final int netMtu, final PacketListener packets,
        final GroupCounters counters) {
        this.arena = arena;
        this.localNodeId = localNodeId;
        this.netMtu = netMtu;
        this.packets = packets;
        this.counters = counters;
        for (final GroupName name : GroupName.values()) {
            final MemorySegment header = arena.allocate(4 + name.length());
            Packet.putShort(header, 0, 1);
            Packet.putShort(header, 2, name.length());
            for (int i = 0; i < name.length(); i++) {
                header.set(ValueLayout.JAVA_BYTE, 4 + i, name.byteAt(i));
            }
            groupHeaders[name.ordinal()] = header;
        }
    }

    /** Joins the layer to its ring, once. */
    public void bind(final SingleRing singleRing) {
        ring = singleRing;
        packer = new Packer(arena, singleRing, netMtu - Packet.HEADER_LENGTH);
        largest = (long)(singleRing.available() - 1) * bytesPerUnit();
    }

    /** Payload bytes that one unit of {@link #reserve} stands for. */
    public int bytesPerUnit() {
        return netMtu - Packet.HEADER_LENGTH - PACKING_OVERHEAD;
    }

    /** A message of this size or more never fits. */
    public long maximumBytes() {
        return largest;
    }

    /** Units that the send queue holds. */
    public int capacity() {
        return ring.queueCapacity();
    }

    /** Units free and not set aside. */
    public int room() {
        return Math.max(0, ring.available() - reserved);
    }

    /** Whether the ring has a new configuration and waits for {@link #synchronisationComplete}. */
    public boolean isSynchronising() {
        return synchronising;
    }

    @Override
    public int localNodeId() {
        return localNodeId;
    }

    @Override
    public boolean multicast(final boolean apart, final GroupName group, final MemorySegment head, final long headOffset,
        final int headLength, final MemorySegment body, final long bodyOffset, final int bodyLength) {
        final MemorySegment groupHeader = groupHeaders[group.ordinal()];
        final int headerLength = (int)groupHeader.byteSize();
        final int total = headerLength + headLength + bodyLength;
        if (total > Reassembly.MAX) {
            throw new IllegalArgumentException("message too long: length=" + total + ", max=" + Reassembly.MAX);
        }
        ring.cancelHold();
        // The C engine's reckoning of room falls short when both parts are large; the queue keeps one frame more than it tells.
        final int available = ring.available();
        if ((total + packer.pendingLengths()) / bytesPerUnit() + 1 > available
            || packer.packetsFor(apart, headerLength, headLength, bodyLength) > available + 1) {
            return false;
        }
        packer.begin(apart);
        packer.append(groupHeader, 0, headerLength, headLength + bodyLength == 0);
        packer.append(head, headOffset, headLength, bodyLength == 0);
        packer.append(body, bodyOffset, bodyLength, true);
        packer.end();
        return true;
    }

    @Override
    public int reserve(final int bodyBytes) {
        final long size = GroupName.SERVICES.length() + (long)bodyBytes;
        if (size >= largest) {
            return -1;
        }
        final int units = (int)(size / bytesPerUnit()) + 1;
        final boolean fits = units <= ring.available() - reserved;
        if (fits) {
            reserved += units;
            counters.msgReserved = reserved;
        }
        queueLevel();
        return fits ? units : 0;
    }

    @Override
    public void release(final int units) {
        reserved -= units;
        counters.msgReserved = reserved;
    }

    @Override
    public QueueLevel queueLevel() {
        final int available = ring.available();
        counters.msgQueueAvail = available;
        level = level.at(100 - Math.max(0, available - reserved) * 100 / ring.queueCapacity());
        return level;
    }

    @Override
    public void synchronisationComplete() {
        ring.synchronisationComplete();
    }

    @Override
    public void requestTokenCallback() {
        ring.requestTokenCallback();
    }

    @Override
    public void forceGather() {
        ring.forceGather();
    }

    @Override
    public void onTokenReceived() {
        packer.flush();
    }

    @Override
    public void onTokenSent() {
        packets.onTokenSent();
    }

    @Override
    public void onWaitingTransAck(final boolean waiting) {
        synchronising = waiting;
        packets.onSynchronisation(waiting);
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        packets.onConfigurationChange(transitional, ringId, members, left, joined);
    }

    @Override
    public void onDeliver(final int nodeId, final MemorySegment s, final long offset, final int length, final boolean big) {
        packets.onPacket(nodeId, s, offset, length, big);
    }
}
