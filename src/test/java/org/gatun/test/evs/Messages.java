package org.gatun.test.evs;

import java.util.Arrays;

/**
 * The messages of a trace, each by a small number in the order of their first mention: who sent it, where, and what it carried.
 * A message that was delivered but never sent has no sender.
 */
final class Messages {
    static final int NONE = -1;

    private long[] origins = new long[256];
    private long[] tags = new long[256];
    /** Number + 1 by hash of the name; open addressing. */
    private int[] slots = new int[1024];
    private int count;
    /** Index of the process that sent it, among those of the trace. */
    int[] sender = new int[256];
    int[] sendEvent = new int[256];
    /** The regular configuration that it was sent in, as far as known the one that it was delivered in or right after. */
    int[] ring = new int[256];
    int[] seq = new int[256];
    boolean[] safe = new boolean[256];
    /** How many messages the sender had delivered of the ring's order without gap when it sent this one. */
    int[] prefixSeen = new int[256];
    /** The sender's message before, on the same ring. */
    int[] previousOwn = new int[256];

    int count() {
        return count;
    }

    /** The number of a message; a new one where it is mentioned for the first time. */
    int number(final long origin, final long tag) {
        int slot = slot(origin, tag, slots.length);
        while (slots[slot] != 0) {
            final int number = slots[slot] - 1;
            if (tags[number] == tag && origins[number] == origin) {
                return number;
            }
            slot = slot + 1 & slots.length - 1;
        }
        if (count == origins.length) {
            grow();
            return number(origin, tag);
        }
        origins[count] = origin;
        tags[count] = tag;
        sender[count] = NONE;
        ring[count] = Trace.NONE;
        previousOwn[count] = NONE;
        slots[slot] = count + 1;
        return count++;
    }

    private static int slot(final long origin, final long tag, final int length) {
        return (int) (mix(tag * 31 + origin) >>> 32) & length - 1;
    }

    /** Spreads bits, so that sums of the results stand for sets. */
    static long mix(final long value) {
        final long once = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        final long twice = (once ^ once >>> 27) * 0x94d049bb133111ebL;
        return twice ^ twice >>> 31;
    }

    private void grow() {
        final int length = 2 * count;
        origins = Arrays.copyOf(origins, length);
        tags = Arrays.copyOf(tags, length);
        sender = Arrays.copyOf(sender, length);
        sendEvent = Arrays.copyOf(sendEvent, length);
        ring = Arrays.copyOf(ring, length);
        seq = Arrays.copyOf(seq, length);
        safe = Arrays.copyOf(safe, length);
        prefixSeen = Arrays.copyOf(prefixSeen, length);
        previousOwn = Arrays.copyOf(previousOwn, length);
        slots = new int[4 * length];
        for (int i = 0; i < count; i++) {
            int slot = slot(origins[i], tags[i], slots.length);
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = i + 1;
        }
    }

    boolean isSent(final int message) {
        return sender[message] != NONE;
    }

    long origin(final int message) {
        return origins[message];
    }

    String name(final int message) {
        return EventText.message(origins[message], tags[message]);
    }
}
