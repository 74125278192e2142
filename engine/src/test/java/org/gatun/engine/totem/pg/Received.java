package org.gatun.engine.totem.pg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;

/** The receiving half alone: packets are handed in, messages come out. One thread. */
final class Received implements GroupListener {
    static final int SENDER = 7;

    final List<byte[]> messages = new ArrayList<>();
    final List<GroupName> groups = new ArrayList<>();
    final GroupCounters counters = new GroupCounters();
    final GroupLayer layer = new GroupLayer(Arena.ofAuto(), 1, LoneRing.NET_MTU, this, counters);
    boolean recording = true;

    void packet(final byte[] packet) {
        packet(SENDER, packet);
    }

    void packet(final int sender, final byte[] packet) {
        layer.onDeliver(sender, MemorySegment.ofArray(packet), 0, packet.length, false);
    }

    /** A packet made by hand of pieces that include their group headers. */
    static byte[] packetOf(final int fragmented, final int continuation, final byte[]... pieces) {
        int length = Packet.HEADER_LENGTH + 2 * pieces.length;
        for (final byte[] piece : pieces) {
            length += piece.length;
        }
        final byte[] packet = new byte[length];
        final MemorySegment s = MemorySegment.ofArray(packet);
        Packet.writeHeader(s, 0, fragmented, continuation, pieces.length);
        int at = Packet.HEADER_LENGTH + 2 * pieces.length;
        for (int i = 0; i < pieces.length; i++) {
            Packet.putShort(s, Packet.HEADER_LENGTH + 2L * i, pieces[i].length);
            System.arraycopy(pieces[i], 0, packet, at, pieces[i].length);
            at += pieces[i].length;
        }
        return packet;
    }

    /** A whole message to the services whose body is the one byte. */
    static byte[] message(final int body) {
        return new byte[] {1, 0, 1, 0, 'a', (byte)body};
    }

    @Override
    public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        if (recording) {
            groups.add(group);
            messages.add(LoneRing.bytes(message, offset, length));
        }
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
    }

    @Override
    public void onTokenSent() {
    }
}
