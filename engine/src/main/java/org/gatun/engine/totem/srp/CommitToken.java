package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The commit token.
 * <pre>
 *  offset   size  field          type    meaning
 *       0     13  header         struct  {@link TotemHeader}, nodeid = sender of this hop
 *      13      4  token_seq      u32     +1 at each send
 *      17     12  ring_id        struct  the ring being formed: u32 rep, u64 seq
 *      29      4  retrans_flg    u32     0
 *      33      4  memb_index     i32     members that have filled in their entry, 0..n
 *      37      4  addr_entries   i32     n, 1..384
 *      41    4*n  addr           u32     members, ascending
 *   41+4n   24*n  memb_list      struct  u32 rep, u64 seq of the old ring, u32 aru, u32 high_delivered, u32 received_flg
 * </pre>
 * Source: corosync exec/totemsrp.c, struct memb_commit_token.
 */
final class CommitToken {
    static final int LENGTH = 41;
    static final int ENTRY_LENGTH = 24;
    static final int LENGTH_MAX = LENGTH + (4 + ENTRY_LENGTH) * NodeSet.MAX;

    int tokenSeq;
    int ringRep;
    long ringSeq;
    int index;
    final NodeSet members = new NodeSet();
    final int[] oldRep = new int[NodeSet.MAX];
    final long[] oldSeq = new long[NodeSet.MAX];
    final int[] aru = new int[NodeSet.MAX];
    final int[] highDelivered = new int[NodeSet.MAX];
    final int[] received = new int[NodeSet.MAX];

    /** Reads a token; {@code false} if counts, order, length or representative are wrong: the contents are undefined then. */
    boolean decode(final MemorySegment s, final long o, final int length, final boolean big) {
        if (length < LENGTH) {
            return false;
        }
        final int count = Wire.getInt(s, o + 37, big);
        index = Wire.getInt(s, o + 33, big);
        if (count < 1 || count > NodeSet.MAX || index < 0 || index > count || length < LENGTH + (4 + ENTRY_LENGTH) * count) {
            return false;
        }
        tokenSeq = Wire.getInt(s, o + 13, big);
        ringRep = Wire.getInt(s, o + 17, big);
        ringSeq = Wire.getLong(s, o + 21, big);
        members.clear();
        for (int i = 0; i < count; i++) {
            final int id = Wire.getInt(s, o + LENGTH + 4L * i, big);
            if (i > 0 && Integer.compareUnsigned(members.get(i - 1), id) >= 0) {
                return false;
            }
            members.add(id);
        }
        if (members.get(0) != ringRep) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            final long entry = o + LENGTH + 4L * count + (long)ENTRY_LENGTH * i;
            oldRep[i] = Wire.getInt(s, entry, big);
            oldSeq[i] = Wire.getLong(s, entry + 4, big);
            aru[i] = Wire.getInt(s, entry + 12, big);
            highDelivered[i] = Wire.getInt(s, entry + 16, big);
            received[i] = Wire.getInt(s, entry + 20, big);
        }
        return true;
    }

    /** Becomes a fresh token for a new ring of the given members. */
    void create(final int rep, final long seq, final NodeSet candidates) {
        tokenSeq = 0;
        ringRep = rep;
        ringSeq = seq;
        index = 0;
        members.set(candidates);
        members.sort();
        Arrays.fill(oldRep, 0);
        Arrays.fill(oldSeq, 0);
        Arrays.fill(aru, 0);
        Arrays.fill(highDelivered, 0);
        Arrays.fill(received, 0);
    }

    /** Writes the token; its length. */
    int encode(final MemorySegment s, final int nodeId) {
        final int count = members.size();
        TotemHeader.write(s, 0, TotemHeader.COMMIT_TOKEN, 0, nodeId);
        Wire.putInt(s, 13, tokenSeq);
        Wire.putInt(s, 17, ringRep);
        Wire.putLong(s, 21, ringSeq);
        Wire.putInt(s, 29, 0);
        Wire.putInt(s, 33, index);
        Wire.putInt(s, 37, count);
        for (int i = 0; i < count; i++) {
            Wire.putInt(s, LENGTH + 4L * i, members.get(i));
            final long entry = LENGTH + 4L * count + (long)ENTRY_LENGTH * i;
            Wire.putInt(s, entry, oldRep[i]);
            Wire.putLong(s, entry + 4, oldSeq[i]);
            Wire.putInt(s, entry + 12, aru[i]);
            Wire.putInt(s, entry + 16, highDelivered[i]);
            Wire.putInt(s, entry + 20, received[i]);
        }
        return LENGTH + (4 + ENTRY_LENGTH) * count;
    }

    /** Whether member {@code i} comes from the ring with this id. */
    boolean comesFrom(final int i, final int rep, final long seq) {
        return oldRep[i] == rep && oldSeq[i] == seq;
    }
}
