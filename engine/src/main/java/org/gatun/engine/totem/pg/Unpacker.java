package org.gatun.engine.totem.pg;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;

/**
 * Takes packets apart and puts fragmented messages together. A sender's chains of the synchronisation and those of its ordinary messages
 * are two, and which of them a packet goes on with follows from its place in the order: so the end of a synchronisation must be
 * told before the next packet comes. One thread, that of the services.
 */
public final class Unpacker implements PacketListener {
    private final GroupListener listener;
    private final GroupCounters counters;
    private final GroupName[] groupNames = GroupName.values();
    private final AssemblyTable assemblies = new AssemblyTable();
    private int phase = 1;

    /** Gives whole messages to a listener, and to nobody what was dropped, which is counted. */
    public Unpacker(final GroupListener listener, final GroupCounters counters) {
        this.listener = listener;
        this.counters = counters;
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
    public void onSynchronisation(final boolean begins) {
        phase = begins ? 1 : 0;
    }

    @Override
    public void onTokenSent() {
        listener.onTokenSent();
    }

    @Override
    public void onPacket(final int nodeId, final MemorySegment s, final long offset, final int length, final boolean big) {
        if (!Packet.isValid(s, offset, length, big)) {
            counters.packetsDropped++;
            return;
        }
        final int fragmented = Packet.fragmented(s, offset);
        final int continuation = Packet.continuation(s, offset);
        final int count = Packet.count(s, offset, big);
        final long pieces = offset + Packet.HEADER_LENGTH + 2L * count;
        final Reassembly assembly = assemblies.unfinished(nodeId, phase);
        if (assembly == null && fragmented == 0 && continuation == 0) {
            deliverPieces(nodeId, s, offset, pieces, 0, count, big);
            return;
        }
        deliverFragments(assembly == null ? assemblies.use(nodeId, phase) : assembly, nodeId, s, offset, pieces, fragmented,
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
