package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/**
 * The header of every Totem message.
 * <pre>
 *  offset  size  field          type  meaning
 *       0     2  magic          u16   0xC070 in the sender's byte order
 *       2     1  version        u8    3
 *       3     1  type           u8    0 ORF token, 1 mcast, 2 merge detect, 3 join or leave, 4 commit token, 5 token hold cancel
 *       4     1  encapsulated   u8    mcast: 1 = carries another mcast, 2 = ordinary; else 0
 *       5     4  nodeid         u32   sender of this hop; originator of an mcast; 0 = leave
 *       9     4  target_nodeid  u32   read on knet only; sent as 0
 * </pre>
 * Packed, so every later field is unaligned. Source: corosync exec/totemsrp.c, struct totem_message_header.
 */
final class TotemHeader {
    static final int LENGTH = 13;
    static final int MAGIC = 0xC070;
    static final int VERSION = 3;
    static final int ORF_TOKEN = 0;
    static final int MCAST = 1;
    static final int MERGE_DETECT = 2;
    static final int JOIN = 3;
    static final int COMMIT_TOKEN = 4;
    static final int HOLD_CANCEL = 5;
    static final int ENCAPSULATED = 1;
    static final int NOT_ENCAPSULATED = 2;

    private static final int SWAPPED_MAGIC = 0x70C0;

    private TotemHeader() {
    }

    static void write(final MemorySegment s, final long offset, final int type, final int encapsulated, final int nodeId) {
        Wire.putShort(s, offset, MAGIC);
        Wire.putByte(s, offset + 2, VERSION);
        Wire.putByte(s, offset + 3, type);
        Wire.putByte(s, offset + 4, encapsulated);
        Wire.putInt(s, offset + 5, nodeId);
        Wire.putInt(s, offset + 9, 0);
    }

    /** Whether the bytes begin with a header that this version understands, in either byte order. */
    static boolean isValid(final MemorySegment s, final long offset, final int length) {
        if (length < LENGTH) {
            return false;
        }
        final int magic = Wire.getShort(s, offset);
        return (magic == MAGIC || magic == SWAPPED_MAGIC) && Wire.getByte(s, offset + 2) == VERSION;
    }

    /** Whether the sender of a valid header is big-endian. */
    static boolean isBig(final MemorySegment s, final long offset) {
        return Wire.getShort(s, offset) == SWAPPED_MAGIC;
    }

    static int type(final MemorySegment s, final long offset) {
        return Wire.getByte(s, offset + 3);
    }

    static int encapsulated(final MemorySegment s, final long offset) {
        return Wire.getByte(s, offset + 4);
    }

    static int nodeId(final MemorySegment s, final long offset, final boolean big) {
        return Wire.getInt(s, offset + 5, big);
    }
}
