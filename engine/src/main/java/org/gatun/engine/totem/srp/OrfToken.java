package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/**
 * The ordering, reliability and flow-control (ORF) token.
 * <pre>
 *  offset  size  field             type    meaning
 *       0    13  header            struct  {@link TotemHeader}, nodeid = sender of this hop
 *      13     4  seq               u32     highest message sequence number of the ring
 *      17     4  token_seq         u32     +1 at each hop
 *      21     4  aru               u32     all messages received up to here
 *      25     4  aru_addr          u32     node that lowered aru, 0 = none
 *      29    12  ring_id           struct  u32 rep, u64 seq
 *      41     4  backlog           u32     messages waiting, summed over the ring
 *      45     4  fcc               u32     messages multicast in the last rotation
 *      49     4  retrans_flg       i32     1 while a node still has recovery messages to send
 *      53     4  rtr_list_entries  i32     0..30
 *      57  16*n  rtr_list          struct  u32 rep, u64 ring seq, u32 message seq
 * </pre>
 * Source: corosync exec/totemsrp.c, struct orf_token.
 */
final class OrfToken {
    static final int LENGTH = 57;
    static final int ENTRY_LENGTH = 16;
    static final int ENTRIES_MAX = 30;
    static final int LENGTH_MAX = LENGTH + ENTRIES_MAX * ENTRY_LENGTH;
    private static final int SEQ = 13;
    private static final int TOKEN_SEQ = 17;
    private static final int ARU = 21;
    private static final int ARU_ADDR = 25;
    private static final int RING_REP = 29;
    private static final int RING_SEQ = 33;
    private static final int BACKLOG = 41;
    private static final int FCC = 45;
    private static final int RETRANS_FLG = 49;
    private static final int ENTRIES = 53;

    final MemorySegment bytes;
    int seq;
    int tokenSeq;
    int aru;
    int aruAddr;
    int ringRep;
    long ringSeq;
    int backlog;
    int fcc;
    int retransFlg;
    int entries;
    final int[] entryRep = new int[ENTRIES_MAX];
    final long[] entryRing = new long[ENTRIES_MAX];
    final int[] entrySeq = new int[ENTRIES_MAX];

    /** @param bytes at least {@link #LENGTH_MAX} bytes, where {@link #encode} writes */
    OrfToken(final MemorySegment bytes) {
        this.bytes = bytes;
    }

    /** Reads a token from the wire; {@code false} if its lengths are wrong: nothing has changed then. */
    boolean decode(final MemorySegment s, final long o, final int length, final boolean big) {
        if (length < LENGTH) {
            return false;
        }
        final int count = Wire.getInt(s, o + ENTRIES, big);
        if (count < 0 || count > ENTRIES_MAX || length < LENGTH + count * ENTRY_LENGTH) {
            return false;
        }
        seq = Wire.getInt(s, o + SEQ, big);
        tokenSeq = Wire.getInt(s, o + TOKEN_SEQ, big);
        aru = Wire.getInt(s, o + ARU, big);
        aruAddr = Wire.getInt(s, o + ARU_ADDR, big);
        ringRep = Wire.getInt(s, o + RING_REP, big);
        ringSeq = Wire.getLong(s, o + RING_SEQ, big);
        backlog = Wire.getInt(s, o + BACKLOG, big);
        fcc = Wire.getInt(s, o + FCC, big);
        retransFlg = Wire.getInt(s, o + RETRANS_FLG, big);
        entries = count;
        for (int i = 0; i < count; i++) {
            final long entry = o + LENGTH + (long)i * ENTRY_LENGTH;
            entryRep[i] = Wire.getInt(s, entry, big);
            entryRing[i] = Wire.getLong(s, entry + 4, big);
            entrySeq[i] = Wire.getInt(s, entry + 12, big);
        }
        return true;
    }

    /** Writes the token into {@link #bytes}; its length. */
    int encode(final int nodeId) {
        final MemorySegment s = bytes;
        TotemHeader.write(s, 0, TotemHeader.ORF_TOKEN, 0, nodeId);
        Wire.putInt(s, SEQ, seq);
        Wire.putInt(s, TOKEN_SEQ, tokenSeq);
        Wire.putInt(s, ARU, aru);
        Wire.putInt(s, ARU_ADDR, aruAddr);
        Wire.putInt(s, RING_REP, ringRep);
        Wire.putLong(s, RING_SEQ, ringSeq);
        Wire.putInt(s, BACKLOG, backlog);
        Wire.putInt(s, FCC, fcc);
        Wire.putInt(s, RETRANS_FLG, retransFlg);
        Wire.putInt(s, ENTRIES, entries);
        for (int i = 0; i < entries; i++) {
            final long entry = LENGTH + (long)i * ENTRY_LENGTH;
            Wire.putInt(s, entry, entryRep[i]);
            Wire.putLong(s, entry + 4, entryRing[i]);
            Wire.putInt(s, entry + 12, entrySeq[i]);
        }
        return LENGTH + entries * ENTRY_LENGTH;
    }

    void removeEntry(final int index) {
        final int after = entries - index - 1;
        System.arraycopy(entryRep, index + 1, entryRep, index, after);
        System.arraycopy(entryRing, index + 1, entryRing, index, after);
        System.arraycopy(entrySeq, index + 1, entrySeq, index, after);
        entries--;
    }

    void addEntry(final int rep, final long ring, final int messageSeq) {
        entryRep[entries] = rep;
        entryRing[entries] = ring;
        entrySeq[entries] = messageSeq;
        entries++;
    }

    boolean requests(final int messageSeq) {
        for (int i = 0; i < entries; i++) {
            if (entrySeq[i] == messageSeq) {
                return true;
            }
        }
        return false;
    }
}
