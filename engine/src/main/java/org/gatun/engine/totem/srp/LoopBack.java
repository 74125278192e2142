package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/** The node's own control messages and tokens on their way back to itself, in the order they were sent. Bounded; not thread-safe. */
final class LoopBack {
    private static final int CAPACITY = 256;

    private final FrameStore frames;
    private final FrameQueue queue = new FrameQueue(CAPACITY);

    LoopBack(final FrameStore frames) {
        this.frames = frames;
    }

    /** Copies a frame into the queue. A full queue loses it, as a network may: the protocol repeats itself. */
    void add(final MemorySegment bytes, final long offset, final int length) {
        if (queue.isFull()) {
            return;
        }
        final int handle = frames.allocate(length);
        if (handle != FrameStore.NONE) {
            MemorySegment.copy(bytes, offset, frames.segment(handle), frames.offset(handle), length);
            queue.add(handle);
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The oldest frame, to be freed by the caller. */
    int remove() {
        return queue.remove();
    }
}
