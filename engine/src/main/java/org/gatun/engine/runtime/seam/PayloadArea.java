package org.gatun.engine.runtime.seam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A circular byte area for the payloads of one seam. Payloads lie in one piece; what is claimed in order is released in order.
 * Positions grow for ever; {@link #offset} maps one into the segment.
 *
 * <p>{@link #claim} belongs to the producing thread, {@link #release} to the consuming one.
 */
final class PayloadArea {
    private final MemorySegment segment;
    private final long capacity;
    private final long mask;
    private long end;
    private volatile long released;

    /** @param capacity bytes, a power of two, at least twice the largest payload */
    PayloadArea(final Arena arena, final long capacity) {
        if (Long.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: capacity=" + capacity);
        }
        this.segment = arena.allocate(capacity, 64);
        this.capacity = capacity;
        this.mask = capacity - 1;
    }

    MemorySegment segment() {
        return segment;
    }

    long offset(final long position) {
        return position & mask;
    }

    /** Room for {@code length} bytes in one piece: its position, or -1 when the consumer has to release some first. */
    long claim(final int length) {
        final long tail = capacity - (end & mask);
        final long start = length <= tail ? end : end + tail;
        if (start + length - released > capacity) {
            return -1;
        }
        end = start + length;
        return start;
    }

    /** The position behind the last claimed byte. */
    long end() {
        return end;
    }

    /** Everything before {@code position} may be claimed again. */
    void release(final long position) {
        released = position;
    }

    /** Bytes that are claimed and not released; exact on the producing thread, at most too high elsewhere. */
    long used() {
        return end - released;
    }
}
