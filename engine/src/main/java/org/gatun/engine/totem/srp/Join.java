package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/**
 * A join, or a leave when the header's nodeid is 0.
 * <pre>
 *  offset  size  field                type    meaning
 *       0    13  header               struct  {@link TotemHeader}
 *      13     4  system_from          u32     the sender, also in a leave
 *      17     4  proc_list_entries    i32     0..384
 *      21     4  failed_list_entries  i32     0..384
 *      25     8  ring_seq             u64     sequence of the sender's ring id
 *      33   4*p  proc_list            u32     in the sender's order
 *    33+4p  4*f  failed_list          u32     in order of insertion
 * </pre>
 * Source: corosync exec/totemsrp.c, struct memb_join.
 */
final class Join {
    static final int LENGTH = 33;
    static final int LENGTH_MAX = LENGTH + 2 * 4 * NodeSet.MAX;

    boolean leave;
    int systemFrom;
    long ringSeq;
    final NodeSet proc = new NodeSet();
    final NodeSet failed = new NodeSet();
    /** The last element of the failed list as sent, 0 when it is empty: in a leave, the node that leaves. */
    int lastFailed;

    /** Reads a message; {@code false} if its counts and its length do not agree. */
    boolean decode(final MemorySegment s, final long o, final int length, final boolean big) {
        if (length < LENGTH) {
            return false;
        }
        final int procEntries = Wire.getInt(s, o + 17, big);
        final int failedEntries = Wire.getInt(s, o + 21, big);
        if (procEntries < 0 || procEntries > NodeSet.MAX || failedEntries < 0 || failedEntries > NodeSet.MAX
            || length < LENGTH + 4 * (procEntries + failedEntries)) {
            return false;
        }
        leave = TotemHeader.nodeId(s, o, big) == 0;
        systemFrom = Wire.getInt(s, o + 13, big);
        ringSeq = Wire.getLong(s, o + 25, big);
        proc.clear();
        for (int i = 0; i < procEntries; i++) {
            proc.add(Wire.getInt(s, o + LENGTH + 4L * i, big));
        }
        failed.clear();
        lastFailed = 0;
        for (int i = 0; i < failedEntries; i++) {
            lastFailed = Wire.getInt(s, o + LENGTH + 4L * (procEntries + i), big);
            failed.add(lastFailed);
        }
        return true;
    }

    /** Writes a message; its length. */
    static int encode(final MemorySegment s, final boolean leave, final int nodeId, final long ringSeq, final NodeSet proc,
        final NodeSet failed) {
        TotemHeader.write(s, 0, TotemHeader.JOIN, 0, leave ? 0 : nodeId);
        Wire.putInt(s, 13, nodeId);
        Wire.putInt(s, 17, proc.size());
        Wire.putInt(s, 21, failed.size());
        Wire.putLong(s, 25, ringSeq);
        long o = LENGTH;
        for (int i = 0; i < proc.size(); i++, o += 4) {
            Wire.putInt(s, o, proc.get(i));
        }
        for (int i = 0; i < failed.size(); i++, o += 4) {
            Wire.putInt(s, o, failed.get(i));
        }
        return (int)o;
    }
}
