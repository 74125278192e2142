package org.gatun.engine.totem.pg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The unfinished message of one originator in one phase. The buffer grows with the message, up to {@link #MAX}, and is kept. One
 * thread.
 */
final class Reassembly {
    /** The largest message, group header included. */
    static final int MAX = (1 << 20) + (1 << 16);

    private MemorySegment buffer = MemorySegment.NULL;
    private int length;
    private int lastFragment;
    private boolean throwAway;

    MemorySegment buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    int lastFragment() {
        return lastFragment;
    }

    void setLastFragment(final int fragment) {
        lastFragment = fragment;
    }

    boolean throwsAway() {
        return throwAway;
    }

    void setThrowAway(final boolean away) {
        throwAway = away;
    }

    /** Adds a piece; {@code false} if the message would become too long. */
    boolean append(final MemorySegment s, final long offset, final int bytes) {
        if (length + bytes > MAX) {
            return false;
        }
        if (buffer.byteSize() < length + bytes) {
            final long size = Math.min(MAX, Math.max(Long.highestOneBit(length + bytes) << 1, 16_384));
            final MemorySegment larger = Arena.ofAuto().allocate(size, 8);
            MemorySegment.copy(buffer, 0, larger, 0, length);
            buffer = larger;
        }
        MemorySegment.copy(s, offset, buffer, length, bytes);
        length += bytes;
        return true;
    }

    /** The stored message was delivered, or is given up. */
    void empty() {
        length = 0;
    }

    /** Whether something is kept over to the next packet. */
    boolean isInUse() {
        return length > 0 || lastFragment != 0 || throwAway;
    }

    void forget() {
        length = 0;
        lastFragment = 0;
        throwAway = false;
    }
}
