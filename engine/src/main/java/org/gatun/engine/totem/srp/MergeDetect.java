package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/**
 * Tells nodes outside that a ring exists.
 * <pre>
 *  offset  size  field        type    meaning
 *       0    13  header       struct  {@link TotemHeader}
 *      13     4  system_from  u32     the sender
 *      17    12  ring_id      struct  its ring: u32 rep, u64 seq
 * </pre>
 * Source: corosync exec/totemsrp.c, struct memb_merge_detect.
 */
final class MergeDetect {
    static final int LENGTH = 29;
    private static final int SYSTEM_FROM = 13;
    private static final int RING_REP = 17;
    private static final int RING_SEQ = 21;

    private MergeDetect() {
    }

    /** Writes a message at the start of a segment; its length. */
    static int encode(final MemorySegment s, final int nodeId, final int rep, final long ringSeq) {
        TotemHeader.write(s, 0, TotemHeader.MERGE_DETECT, 0, nodeId);
        Wire.putInt(s, SYSTEM_FROM, nodeId);
        Wire.putInt(s, RING_REP, rep);
        Wire.putLong(s, RING_SEQ, ringSeq);
        return LENGTH;
    }

    static int systemFrom(final MemorySegment s, final long o, final boolean big) {
        return Wire.getInt(s, o + SYSTEM_FROM, big);
    }

    static int ringRep(final MemorySegment s, final long o, final boolean big) {
        return Wire.getInt(s, o + RING_REP, big);
    }

    static long ringSeq(final MemorySegment s, final long o, final boolean big) {
        return Wire.getLong(s, o + RING_SEQ, big);
    }
}
