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
 *  all         3  u8  type: 0 token, 1 mcast
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
 * </pre>
 */
final class Frames {
    static final int PAYLOAD = 45;
    private static final int TOKEN = 0;
    private static final int MCAST = 1;
    private static final int ENCAPSULATED = 1;
    private static final int REQUESTS = 53;

    private Frames() {
    }

    static boolean isToken(final MemorySegment s, final long o) {
        return s.get(JAVA_BYTE, o + 3) == TOKEN;
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

    private static RingId ring(final MemorySegment s, final long o) {
        return new RingId(s.get(JAVA_INT_UNALIGNED, o), s.get(JAVA_LONG_UNALIGNED, o + 4));
    }
}
