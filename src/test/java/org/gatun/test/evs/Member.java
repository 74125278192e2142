package org.gatun.test.evs;

/** Processes as numbers: node in the lower half, process id above; in lists of changes the reason is above that. */
public final class Member {
    private static final int REASON_SHIFT = 56;
    private static final long ID = (1L << REASON_SHIFT) - 1;

    private Member() {
    }

    /** @param pid below 2^24; 0 for the node's part of the ring */
    public static long id(final int nodeId, final int pid) {
        return (long) pid << 32 | Integer.toUnsignedLong(nodeId);
    }

    /** A member with the reason of its change, as the local protocol numbers it. */
    public static long because(final long id, final int reason) {
        return (long) reason << REASON_SHIFT | id;
    }

    public static int nodeId(final long id) {
        return (int) id;
    }

    static int pid(final long id) {
        return (int) ((id & ID) >>> 32);
    }

    /** The member alone. */
    public static long withoutReason(final long change) {
        return change & ID;
    }

    static int reason(final long change) {
        return (int) (change >>> REASON_SHIFT);
    }

    /** The order of members in a view. */
    static int compare(final long one, final long other) {
        final int byNode = Integer.compareUnsigned((int) one, (int) other);
        return byNode != 0 ? byNode : Integer.compareUnsigned(pid(one), pid(other));
    }
}
