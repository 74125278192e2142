package org.gatun.test.sim;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.totem.RingId;

/**
 * What a recorder reads in frames that a node of this byte order has written, by offsets of its own: a fault in the engine's codecs is to
 * be seen, not shared.
 * <pre>
 *  frame  offset  field
 *  all         3  u8  type: 0 token, 1 mcast, 2 merge detect, 3 join or leave, 4 commit token, 5 hold cancel
 *              4  u8  mcast: 1 encapsulated
 *  mcast      13  u32 originator
 *             17  u32 seq
 *             21  u32 the originator's counter
 *             25  u32 ring representative, u64 ring sequence
 *             45      payload
 *  token      13  u32 seq
 *             17  u32 token seq
 *             21  u32 aru
 *             29  u32 ring representative, u64 ring sequence
 *             53  u32 requests, 16 bytes each from 57: u32 rep, u64 ring sequence, u32 seq
 *  merge      17  u32 ring representative, u64 ring sequence
 *  join        5  u32 sender, 0 of a leave
 *             17  u32 nodes, u32 failed nodes, u64 ring sequence; from 33 u32 each: nodes, failed nodes
 *  commit     17  u32 ring representative, u64 ring sequence
 *  cancel     13  u32 ring representative, u64 ring sequence
 * </pre>
 */
final class Frames {
    static final int PAYLOAD = 45;
    /** No kind of frame has fewer bytes. */
    static final int SHORTEST = 25;
    static final int TOKEN = 0;
    static final int MCAST = 1;
    private static final int ENCAPSULATED = 1;
    private static final int REQUESTS = 53;
    static final int MERGE_DETECT = 2;
    static final int JOIN = 3;
    static final int COMMIT_TOKEN = 4;
    private static final int JOIN_PROC = 17;
    private static final int JOIN_FAILED = 21;
    private static final int JOIN_LISTS = 33;

    private Frames() {
    }

    static byte type(final MemorySegment s, final long o) {
        return s.get(JAVA_BYTE, o + 3);
    }

    static boolean isToken(final MemorySegment s, final long o) {
        return s.get(JAVA_BYTE, o + 3) == TOKEN;
    }

    static boolean isMcast(final MemorySegment s, final long o) {
        return s.get(JAVA_BYTE, o + 3) == MCAST;
    }

    /** An mcast of this ring itself, not one that carries another of an older ring. */
    static boolean isOrdinaryMcast(final MemorySegment s, final long o) {
        return s.get(JAVA_BYTE, o + 3) == MCAST && s.get(JAVA_BYTE, o + 4) != ENCAPSULATED;
    }

    static int origin(final MemorySegment s, final long o) {
        return s.get(JAVA_INT_UNALIGNED, o + 13);
    }

    /** Counts the originator's messages. */
    static int counter(final MemorySegment s, final long o) {
        return s.get(JAVA_INT_UNALIGNED, o + 21);
    }

    static RingId messageRing(final MemorySegment s, final long o) {
        return ring(s, o + 25);
    }

    static int seq(final MemorySegment s, final long o) {
        return s.get(JAVA_INT_UNALIGNED, o + 17);
    }

    static int hash(final MemorySegment s, final long o, final int length) {
        int hash = length;
        for (long i = o + PAYLOAD; i < o + length; i++) {
            hash = hash * 31 + s.get(JAVA_BYTE, i);
        }
        return hash;
    }

    static RingId tokenRing(final MemorySegment s, final long o) {
        return ring(s, o + 29);
    }

    static int tokenSeq(final MemorySegment s, final long o) {
        return s.get(JAVA_INT_UNALIGNED, o + 17);
    }

    static int ringSeq(final MemorySegment s, final long o) {
        return s.get(JAVA_INT_UNALIGNED, o + 13);
    }

    static int aru(final MemorySegment s, final long o) {
        return s.get(JAVA_INT_UNALIGNED, o + 21);
    }

    static int[] requests(final MemorySegment s, final long o) {
        final int[] seqs = new int[s.get(JAVA_INT_UNALIGNED, o + REQUESTS)];
        for (int i = 0; i < seqs.length; i++) {
            seqs[i] = s.get(JAVA_INT_UNALIGNED, o + REQUESTS + 16 + 16L * i);
        }
        return seqs;
    }

    /**
     * What an unchanged frame is to a node; a token is {@link RingEvent#TOKEN_AGAIN} as long as the node has not said that it takes it.
     *
     * @param ring the one that the node is in or is forming
     */
    static RingEvent event(final MemorySegment s, final int nodeId, final RingId ring, final boolean gathers) {
        return switch (type(s, 0)) {
            case TOKEN -> !tokenRing(s, 0).equals(ring) ? RingEvent.TOKEN_FOREIGN : gathers ? RingEvent.TOKEN_OF_RING_LEFT : RingEvent.TOKEN_AGAIN;
            case MCAST -> !messageRing(s, 0).equals(ring) ? RingEvent.MCAST_FOREIGN
                : isOrdinaryMcast(s, 0) ? RingEvent.MCAST_OWN_RING : RingEvent.MCAST_RECOVERED;
            case MERGE_DETECT -> ring(s, 17).equals(ring) ? RingEvent.MERGE_DETECT_OWN_RING : RingEvent.MERGE_DETECT_FOREIGN;
            case JOIN -> join(s, nodeId, ring);
            case COMMIT_TOKEN -> ring(s, 17).equals(ring) ? RingEvent.COMMIT_TOKEN_OWN_RING : RingEvent.COMMIT_TOKEN_FOREIGN;
            default -> ring(s, 13).equals(ring) ? RingEvent.HOLD_CANCEL_OWN_RING : RingEvent.HOLD_CANCEL_FOREIGN;
        };
    }

    /** A few letters for a picture; messages are numbered from {@code firstSeq}. */
    static String label(final MemorySegment s, final int firstSeq) {
        final boolean whole = s.byteSize() >= PAYLOAD;
        return switch (type(s, 0)) {
            case TOKEN -> whole ? "token " + Integer.toUnsignedString(tokenSeq(s, 0)) : "token";
            case MCAST -> !whole ? "?" : (isOrdinaryMcast(s, 0) ? "#" : "old #") + (seq(s, 0) - firstSeq);
            case MERGE_DETECT -> "merge detect";
            case JOIN -> s.get(JAVA_INT_UNALIGNED, 5) == 0 ? "leave" : "join";
            case COMMIT_TOKEN -> "commit";
            default -> "hold cancel";
        };
    }

    private static RingEvent join(final MemorySegment s, final int nodeId, final RingId ring) {
        if (s.get(JAVA_INT_UNALIGNED, 5) == 0) {
            return RingEvent.LEAVE;
        }
        final int nodes = s.get(JAVA_INT_UNALIGNED, JOIN_PROC);
        for (int i = nodes; i < nodes + s.get(JAVA_INT_UNALIGNED, JOIN_FAILED); i++) {
            if (s.get(JAVA_INT_UNALIGNED, JOIN_LISTS + 4L * i) == nodeId) {
                return RingEvent.JOIN_THAT_FAILS_THIS_NODE;
            }
        }
        return s.get(JAVA_LONG_UNALIGNED, JOIN_LISTS - 8L) - ring.sequence() < 0 ? RingEvent.JOIN_STALE : RingEvent.JOIN;
    }

    static boolean isMergeDetect(final MemorySegment s, final long o) {
        return s.get(JAVA_BYTE, o + 3) == MERGE_DETECT;
    }

    private static RingId ring(final MemorySegment s, final long o) {
        return new RingId(s.get(JAVA_INT_UNALIGNED, o), s.get(JAVA_LONG_UNALIGNED, o + 4));
    }
}
