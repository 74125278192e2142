package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/**
 * A sequenced message of a ring.
 * <pre>
 *  offset  size  field        type    meaning
 *       0    13  header       struct  {@link TotemHeader}, nodeid = originator
 *      13     4  system_from  u32     originator again
 *      17     4  seq          u32     sequence number in the ring
 *      21     4  this_seqno   u32     counts all mcasts of the sender; ignored by receivers
 *      25    12  ring_id      struct  u32 rep, u64 seq
 *      37     4  node_id      u32     never set: 0
 *      41     4  guarantee    u32     carried, ignored by receivers
 *      45     …  payload              a totempg packet, or a whole older mcast when encapsulated
 * </pre>
 * Source: corosync exec/totemsrp.c, struct mcast.
 */
final class Mcast {
    static final int LENGTH = 45;
    private static final int SYSTEM_FROM = 13;
    private static final int SEQ = 17;
    private static final int THIS_SEQNO = 21;
    private static final int RING_REP = 25;
    private static final int RING_SEQ = 29;
    private static final int NODE_ID = 37;
    private static final int GUARANTEE = 41;

    private Mcast() {
    }

    static void write(final MemorySegment s, final long o, final int encapsulated, final int nodeId, final int guarantee) {
        TotemHeader.write(s, o, TotemHeader.MCAST, encapsulated, nodeId);
        Wire.putInt(s, o + SYSTEM_FROM, nodeId);
        Wire.putInt(s, o + SEQ, 0);
        Wire.putInt(s, o + THIS_SEQNO, 0);
        setRing(s, o, 0, 0);
        Wire.putInt(s, o + NODE_ID, 0);
        Wire.putInt(s, o + GUARANTEE, guarantee);
    }

    static void stamp(final MemorySegment s, final long o, final int seq, final int thisSeqno, final int rep, final long ringSeq) {
        Wire.putInt(s, o + SEQ, seq);
        Wire.putInt(s, o + THIS_SEQNO, thisSeqno);
        setRing(s, o, rep, ringSeq);
    }

    static int systemFrom(final MemorySegment s, final long o, final boolean big) {
        return Wire.getInt(s, o + SYSTEM_FROM, big);
    }

    static int seq(final MemorySegment s, final long o, final boolean big) {
        return Wire.getInt(s, o + SEQ, big);
    }

    static int ringRep(final MemorySegment s, final long o, final boolean big) {
        return Wire.getInt(s, o + RING_REP, big);
    }

    static long ringSeq(final MemorySegment s, final long o, final boolean big) {
        return Wire.getLong(s, o + RING_SEQ, big);
    }

    private static void setRing(final MemorySegment s, final long o, final int rep, final long ringSeq) {
        Wire.putInt(s, o + RING_REP, rep);
        Wire.putLong(s, o + RING_SEQ, ringSeq);
    }
}
