package org.gatun.engine.totem.srp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Native memory for the frames that queues hold, in two sizes; a frame is a small int (its handle). Memory is taken in blocks as the
 * queues grow, up to the limits of the queues, and kept: once warm nothing is allocated. Not thread-safe; the arena owns the memory.
 */
final class FrameStore {
    /** No frame. */
    static final int NONE = -1;
    /** The largest frame of any transport. */
    static final int FRAME_MAX = 65_536;
    private static final int SMALL_SLOT = 1536;
    private static final int LARGE_SLOT = FRAME_MAX + 64;
    private static final int SMALL_LIMIT = 1 << 16;
    private static final int LARGE_LIMIT = 1 << 11;
    /** Large slots left to the frames that everything else waits for: without them a full store would never empty. */
    private static final int LARGE_RESERVE = 64;
    private static final int LARGE = 1 << 20;

    private final SlotClass small;
    private final SlotClass large;

    FrameStore(final Arena arena) {
        small = new SlotClass(arena, SMALL_SLOT, SMALL_LIMIT, 512);
        large = new SlotClass(arena, LARGE_SLOT, LARGE_LIMIT, 16);
    }

    /** A frame of {@code length} bytes, contents undefined; {@link #NONE} when it is too long or the limit is near. */
    int allocate(final int length) {
        return length > SMALL_SLOT && large.remaining() <= LARGE_RESERVE ? NONE : allocateUrgent(length);
    }

    /** The same up to the very limit, for the next message to be delivered. */
    int allocateUrgent(final int length) {
        if (length <= SMALL_SLOT) {
            return small.allocate(length);
        }
        if (length > LARGE_SLOT) {
            return NONE;
        }
        final int slot = large.allocate(length);
        return slot == NONE ? NONE : slot | LARGE;
    }

    /** How many frames of {@code length} bytes {@link #allocate} would give. */
    int remaining(final int length) {
        return length <= SMALL_SLOT ? small.remaining() : Math.max(0, large.remaining() - LARGE_RESERVE);
    }

    void free(final int handle) {
        of(handle).free(handle & ~LARGE);
    }

    MemorySegment segment(final int handle) {
        return of(handle).segment(handle & ~LARGE);
    }

    long offset(final int handle) {
        return of(handle).offset(handle & ~LARGE);
    }

    int length(final int handle) {
        return of(handle).lengths[handle & ~LARGE];
    }

    void setLength(final int handle, final int length) {
        of(handle).lengths[handle & ~LARGE] = length;
    }

    /** A frame that sits in a large slot and would fit a small one moves there; the handle to use from now on. */
    int compact(final int handle) {
        if ((handle & LARGE) == 0 || length(handle) > SMALL_SLOT) {
            return handle;
        }
        final int length = length(handle);
        final int copy = small.allocate(length);
        if (copy == NONE) {
            return handle;
        }
        MemorySegment.copy(segment(handle), offset(handle), segment(copy), offset(copy), length);
        free(handle);
        return copy;
    }

    private SlotClass of(final int handle) {
        return (handle & LARGE) == 0 ? small : large;
    }

    private static final class SlotClass {
        private final Arena arena;
        private final int slotSize;
        private final int limit;
        private final int blockSlots;
        private final int blockShift;
        private MemorySegment[] blocks = new MemorySegment[0];
        private int[] lengths = new int[0];
        private int[] free = new int[0];
        private int freeCount;

        SlotClass(final Arena arena, final int slotSize, final int limit, final int blockSlots) {
            this.arena = arena;
            this.slotSize = slotSize;
            this.limit = limit;
            this.blockSlots = blockSlots;
            this.blockShift = Integer.numberOfTrailingZeros(blockSlots);
        }

        int allocate(final int length) {
            if (freeCount == 0 && !grow()) {
                return NONE;
            }
            final int slot = free[--freeCount];
            lengths[slot] = length;
            return slot;
        }

        void free(final int slot) {
            free[freeCount++] = slot;
        }

        MemorySegment segment(final int slot) {
            return blocks[slot >>> blockShift];
        }

        long offset(final int slot) {
            return (long)(slot & blockSlots - 1) * slotSize;
        }

        int remaining() {
            return freeCount + limit - lengths.length;
        }

        private boolean grow() {
            final int slots = lengths.length;
            if (slots == limit) {
                return false;
            }
            blocks = Arrays.copyOf(blocks, blocks.length + 1);
            blocks[blocks.length - 1] = arena.allocate((long)blockSlots * slotSize, 64);
            lengths = Arrays.copyOf(lengths, slots + blockSlots);
            free = Arrays.copyOf(free, slots + blockSlots);
            for (int slot = slots + blockSlots - 1; slot >= slots; slot--) {
                free[freeCount++] = slot;
            }
            return true;
        }
    }
}
