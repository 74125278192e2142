package org.gatun.engine.totem.pg;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The payload of an ordinary mcast: several messages, or pieces of them.
 * <pre>
 *  offset  size  field           type    meaning
 *       0     2  version         u16     0
 *       2     2  type            u16     0
 *       4     1  fragmented      u8      0, or the fragment number under which the last piece goes on in the next packet
 *       5     1  continuation    u8      0, or "fragmented" of the sender's packet before
 *       6     2  msg_count       u16     n ≥ 1
 *       8   2*n  lengths         u16     of the pieces
 *    8+2n     …  pieces                  without gaps; the sum of all is exact
 * </pre>
 * Each message begins with its groups: u16 count, u16 length of each name, the names; then its body.
 * Source: corosync exec/totempg.c, struct totempg_mcast and the group header.
 */
final class Packet {
    static final int HEADER_LENGTH = 8;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Packet() {
    }

    static void writeHeader(final MemorySegment s, final long o, final int fragmented, final int continuation, final int count) {
        putShort(s, o, 0);
        putShort(s, o + 2, 0);
        s.set(ValueLayout.JAVA_BYTE, o + 4, (byte)fragmented);
        s.set(ValueLayout.JAVA_BYTE, o + 5, (byte)continuation);
        putShort(s, o + 6, count);
    }

    static int fragmented(final MemorySegment s, final long o) {
        return s.get(ValueLayout.JAVA_BYTE, o + 4) & 0xff;
    }

    static int continuation(final MemorySegment s, final long o) {
        return s.get(ValueLayout.JAVA_BYTE, o + 5) & 0xff;
    }

    static int count(final MemorySegment s, final long o, final boolean big) {
        return getShort(s, o + 6, big);
    }

    static int pieceLength(final MemorySegment s, final long o, final int index, final boolean big) {
        return getShort(s, o + HEADER_LENGTH + 2L * index, big);
    }

    /** Whether count, lengths and total length agree. */
    static boolean isValid(final MemorySegment s, final long o, final int length, final boolean big) {
        if (length < HEADER_LENGTH) {
            return false;
        }
        final int count = count(s, o, big);
        if (count == 0 || length < HEADER_LENGTH + 2 * count) {
            return false;
        }
        int total = HEADER_LENGTH + 2 * count;
        for (int i = 0; i < count; i++) {
            total += pieceLength(s, o, i, big);
        }
        return total == length;
    }

    static int getShort(final MemorySegment s, final long o, final boolean big) {
        final short value = s.get(SHORT, o);
        return (big ? Short.reverseBytes(value) : value) & 0xffff;
    }

    static void putShort(final MemorySegment s, final long o, final int value) {
        s.set(SHORT, o, (short)value);
    }
}
