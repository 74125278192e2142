package org.gatun.engine.totem.srp;

import java.util.Arrays;

/**
 * A window of 16,384 consecutive message sequence numbers; each slot is empty or holds a frame, and counts how often its message was
 * missed. Not thread-safe. Owns the frames in it.
 */
final class SortQueue {
    /** Sequence numbers in the window. */
    static final int SIZE = 16_384;
    private static final int MASK = SIZE - 1;

    private final FrameStore store;
    private final int[] handles = new int[SIZE];
    private final int[] misses = new int[SIZE];
    private int head;

    SortQueue(final FrameStore store, final int head) {
        this.store = store;
        this.head = head;
        Arrays.fill(handles, FrameStore.NONE);
    }

    boolean inRange(final int seq) {
        return Integer.compareUnsigned(seq - head, SIZE) < 0;
    }

    /** The frame of a number in range, {@link FrameStore#NONE} if there is none. */
    int get(final int seq) {
        return inRange(seq) ? handles[seq & MASK] : FrameStore.NONE;
    }

    boolean contains(final int seq) {
        return get(seq) != FrameStore.NONE;
    }

    /** Puts a frame into the slot of a number in range, in place of one that was there: nobody but the token's owner may number it. */
    void put(final int seq, final int handle) {
        drop(seq);
        handles[seq & MASK] = handle;
    }

    /** Empties the slot of a number in range; its frame is the caller's from now on. */
    void take(final int seq) {
        handles[seq & MASK] = FrameStore.NONE;
    }

    /** One more miss of a number in range; their count. */
    int miss(final int seq) {
        return ++misses[seq & MASK];
    }

    /** Forgets everything up to {@code seq}, a number in range. */
    void release(final int seq) {
        while (inRange(seq)) {
            drop(head);
            head++;
        }
    }

    /** Empties the window and moves it to {@code newHead}. */
    void reset(final int newHead) {
        for (int i = 0; i < SIZE; i++) {
            drop(i);
        }
        head = newHead;
    }

    private void drop(final int seq) {
        final int handle = handles[seq & MASK];
        if (handle != FrameStore.NONE) {
            store.free(handle);
            handles[seq & MASK] = FrameStore.NONE;
        }
        misses[seq & MASK] = 0;
    }
}
