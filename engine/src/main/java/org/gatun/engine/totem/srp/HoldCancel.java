package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/**
 * Asks the representative to pass on a token that it holds.
 * <pre>
 *  offset  size  field    type    meaning
 *       0    13  header   struct  {@link TotemHeader}
 *      13    12  ring_id  struct  the sender's ring: u32 rep, u64 seq
 * </pre>
 * Source: corosync exec/totemsrp.c, struct token_hold_cancel.
 */
final class HoldCancel {
    static final int LENGTH = 25;
    private static final int RING_REP = 13;
    private static final int RING_SEQ = 17;

    private HoldCancel() {
    }

    /** Writes a message at the start of a segment; its length. */
    static int encode(final MemorySegment s, final int nodeId, final int rep, final long ringSeq) {
        TotemHeader.write(s, 0, TotemHeader.HOLD_CANCEL, 0, nodeId);
        Wire.putInt(s, RING_REP, rep);
        Wire.putLong(s, RING_SEQ, ringSeq);
        return LENGTH;
    }

    static int ringRep(final MemorySegment s, final long o, final boolean big) {
        return Wire.getInt(s, o + RING_REP, big);
    }

    static long ringSeq(final MemorySegment s, final long o, final boolean big) {
        return Wire.getLong(s, o + RING_SEQ, big);
    }
}
