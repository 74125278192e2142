package org.gatun.test.evs;

import java.util.Arrays;

/**
 * The order of messages on each ring: positions 0, 1, 2… from the lowest sequence number that any process mentions. Sequence numbers
 * are compared by their difference, so it is all the same where they start and wrap.
 */
final class Rings {
    /** No ring of a trace has more messages: a number farther off is wrong. */
    static final int POSITIONS_MAX = 1 << 22;

    private final boolean[] known;
    private final int[] base;
    private final int[] lowest;
    private final int[] highest;
    private final int[][] messages;

    Rings(final int configurations) {
        known = new boolean[configurations];
        base = new int[configurations];
        lowest = new int[configurations];
        highest = new int[configurations];
        messages = new int[configurations][];
    }

    /** Says whether the number can be one of the ring's. */
    boolean mention(final int ring, final int seq) {
        if (!known[ring]) {
            known[ring] = true;
            base[ring] = seq;
        }
        final int difference = seq - base[ring];
        if (Math.abs((long) difference) > POSITIONS_MAX / 2) {
            return false;
        }
        lowest[ring] = Math.min(lowest[ring], difference);
        highest[ring] = Math.max(highest[ring], difference);
        return true;
    }

    /** Where in the ring's order; after all mentions. -1 where the number is not one of the ring's. */
    int position(final int ring, final int seq) {
        final int position = seq - base[ring] - lowest[ring];
        return known[ring] && position >= 0 && position <= highest[ring] - lowest[ring] ? position : -1;
    }

    void place(final int ring, final int position, final int message) {
        if (messages[ring] == null) {
            messages[ring] = new int[highest[ring] - lowest[ring] + 1];
            Arrays.fill(messages[ring], Messages.NONE);
        }
        messages[ring][position] = message;
    }

    /** The message that was sent with this place in the order, or {@link Messages#NONE}. */
    int messageAt(final int ring, final int position) {
        return messages[ring] == null ? Messages.NONE : messages[ring][position];
    }

    int seqAt(final int ring, final int position) {
        return base[ring] + lowest[ring] + position;
    }
}
