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
 * Process groups over the ring: packing, fragmentation, reassembly, reservation and queue levels. One thread, that of the ring.
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
    private final GroupListener listener;
    private final GroupCounters counters;
    private final MemorySegment[] groupHeaders = new MemorySegment[GroupName.values().length];
    private final GroupName[] groupNames = GroupName.values();
    private final AssemblyTable assemblies = new AssemblyTable();
    private SingleRing ring;
    private Packer packer;
    private int waitingPhase = 1;
    private int reserved = 1;
    private long largest;
    private QueueLevel level = QueueLevel.GOOD;

    /**
     * @param arena owns the packing buffer
     * @param netMtu frame size of the ring, see {@code TotemParameters.netMtu}
     */
    public GroupLayer(final Arena arena, final int localNodeId, final int netMtu, final GroupListener listener,
        final GroupCounters counters) {
        this.arena = arena;
        this.localNodeId = localNodeId;
        this.netMtu = netMtu;
        this.listener = listener;
        this.counters = counters;
        for (final GroupName name : groupNames) {
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
        return waitingPhase != 0;
    }

    @Override
    public int localNodeId() {
        return localNodeId;
    }

    @Override
    public boolean multicast(final GroupName group, final MemorySegment head, final long headOffset, final int headLength,
        final MemorySegment body, final long bodyOffset, final int bodyLength) {
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
            || packer.packetsFor(headerLength, headLength, bodyLength) > available + 1) {
            return false;
        }
        packer.begin();
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
        listener.onTokenSent();
    }

    @Override
    public void onWaitingTransAck(final boolean waiting) {
        waitingPhase = waiting ? 1 : 0;
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        for (final int id : left) {
            assemblies.discard(id);
        }
        listener.onConfigurationChange(transitional, ringId, members, left, joined);
    }

    @Override
    public void onDeliver(final int nodeId, final MemorySegment s, final long offset, final int length, final boolean big) {
        if (!Packet.isValid(s, offset, length, big)) {
            counters.packetsDropped++;
            return;
        }
        final int fragmented = Packet.fragmented(s, offset);
        final int continuation = Packet.continuation(s, offset);
        final int count = Packet.count(s, offset, big);
        final long pieces = offset + Packet.HEADER_LENGTH + 2L * count;
        final Reassembly assembly = assemblies.unfinished(nodeId, waitingPhase);
        if (assembly == null && fragmented == 0 && continuation == 0) {
            deliverPieces(nodeId, s, offset, pieces, 0, count, big);
            return;
        }
        deliverFragments(assembly == null ? assemblies.use(nodeId, waitingPhase) : assembly, nodeId, s, offset, pieces, fragmented,
            continuation, count, big);
    }

    private void deliverFragments(final Reassembly assembly, final int nodeId, final MemorySegment s, final long offset,
        final long pieces, final int fragmented, final int continuation, final int count, final boolean big) {
        if (assembly.throwsAway()) {
            throwAway(assembly, s, offset, pieces, fragmented, count, big);
            return;
        }
        if (continuation != assembly.lastFragment()) {
            if (fragmented == 0) {
                assembly.forget();
            } else {
                assembly.empty();
                assembly.setThrowAway(true);
            }
            return;
        }
        assembly.setLastFragment(fragmented);
        final int first = Packet.pieceLength(s, offset, 0, big);
        int from = 0;
        long at = pieces;
        final boolean firstUnfinished = count == 1 && fragmented != 0;
        if (assembly.length() > 0 || firstUnfinished) {
            if (!assembly.append(s, pieces, first)) {
                counters.messagesTooLong++;
                assembly.forget();
                assembly.setThrowAway(fragmented != 0);
                return;
            }
            if (firstUnfinished) {
                return;
            }
            final int total = assembly.length();
            final MemorySegment buffer = assembly.buffer();
            assembly.empty();
            deliverMessage(nodeId, buffer, 0, total, big);
            from = 1;
            at += first;
        }
        final int complete = fragmented == 0 ? count : count - 1;
        at = deliverPieces(nodeId, s, offset, at, from, complete, big);
        if (fragmented != 0) {
            assembly.append(s, at, Packet.pieceLength(s, offset, count - 1, big));
        } else {
            assembly.forget();
        }
    }

    /**
     * Nothing of this packet is delivered. A packet that begins a chain ends the throwing away, but the number of the last fragment
     * stays what it was, as in the C engine: so the chain is mostly thrown away too, up to and with the first unfragmented packet.
     */
    private static void throwAway(final Reassembly assembly, final MemorySegment s, final long offset, final long pieces,
        final int fragmented, final int count, final boolean big) {
        if (fragmented == 0) {
            assembly.forget();
        } else if (fragmented == 1) {
            assembly.setThrowAway(false);
            assembly.empty();
            long at = pieces;
            for (int i = 0; i < count - 1; i++) {
                at += Packet.pieceLength(s, offset, i, big);
            }
            assembly.append(s, at, Packet.pieceLength(s, offset, count - 1, big));
        }
    }

    private long deliverPieces(final int nodeId, final MemorySegment s, final long offset, final long from, final int first,
        final int end, final boolean big) {
        long at = from;
        for (int i = first; i < end; i++) {
            final int length = Packet.pieceLength(s, offset, i, big);
            deliverMessage(nodeId, s, at, length, big);
            at += length;
        }
        return at;
    }

    private void deliverMessage(final int nodeId, final MemorySegment s, final long offset, final int length, final boolean big) {
        final int groups = length < 2 ? 0 : Packet.getShort(s, offset, big);
        if (groups == 0 || 2 + 2 * groups > length) {
            counters.packetsDropped++;
            return;
        }
        final long names = offset + 2 + 2L * groups;
        long body = names;
        for (int i = 0; i < groups; i++) {
            body += Packet.getShort(s, offset + 2 + 2L * i, big);
        }
        if (body - offset > length) {
            counters.packetsDropped++;
            return;
        }
        for (final GroupName name : groupNames) {
            if (isAddressed(name, s, offset, groups, names, big)) {
                listener.onDeliver(name, nodeId, s, body, length - (int)(body - offset), big);
            }
        }
    }

    /** Whether one of the groups of a message has this name; a message that names it several times is delivered once. */
    private static boolean isAddressed(final GroupName name, final MemorySegment s, final long offset, final int groups,
        final long names, final boolean big) {
        long at = names;
        for (int i = 0; i < groups; i++) {
            final int nameLength = Packet.getShort(s, offset + 2 + 2L * i, big);
            if (matches(name, s, at, nameLength)) {
                return true;
            }
            at += nameLength;
        }
        return false;
    }

    private static boolean matches(final GroupName name, final MemorySegment s, final long offset, final int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (s.get(ValueLayout.JAVA_BYTE, offset + i) != name.byteAt(i)) {
                return false;
            }
        }
        return true;
    }
}
