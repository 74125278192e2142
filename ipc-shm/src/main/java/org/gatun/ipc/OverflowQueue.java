package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Messages that wait in order because their reader is slow: a ring of bytes that grows by doubling up to a limit and gives its
 * memory back when it is empty. One thread.
 * <pre>
 *  offset  size  field
 *       0     8  length of the message, -1 = the rest of the ring is unused
 *       8     n  message, padded to 8
 * </pre>
 */
final class OverflowQueue {
    private static final long INITIAL_CAPACITY = 256 * 1024;
    private static final long HEADER = 8;
    private static final long SKIP = -1;

    private final long limit;
    private Arena arena;
    private MemorySegment bytes;
    private long capacity;
    private long head;
    private long tail;
    private int count;

    /** @param limit most bytes that may wait, with 8 to 15 bytes more for each message */
    OverflowQueue(final long limit) {
        this.limit = limit;
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Appends a message of two parts; {@code false} if that passes the limit or there is no more memory to be had. */
    boolean append(final MemorySegment first, final long firstOffset, final int firstLength, final MemorySegment second,
        final long secondOffset, final int secondLength) {
        final int length = firstLength + secondLength;
        final long needed = HEADER + (length + 7L & ~7L);
        if (!makeRoom(needed)) {
            return false;
        }
        final long at = tail % capacity;
        bytes.set(ValueLayout.JAVA_LONG, at, length);
        MemorySegment.copy(first, firstOffset, bytes, at + HEADER, firstLength);
        if (secondLength > 0) {
            MemorySegment.copy(second, secondOffset, bytes, at + HEADER + firstLength, secondLength);
        }
        tail += needed;
        count++;
        return true;
    }

    private boolean makeRoom(final long needed) {
        if (tail - head + needed > limit) {
            return false;
        }
        while (bytes == null || !hasRoom(needed)) {
            if (!grow(needed)) {
                return false;
            }
        }
        final long rest = capacity - tail % capacity;
        if (rest < needed) {
            bytes.set(ValueLayout.JAVA_LONG, tail % capacity, SKIP);
            tail += rest;
        }
        return true;
    }

    private boolean hasRoom(final long needed) {
        final long rest = capacity - tail % capacity;
        return capacity - (tail - head) >= (rest < needed ? rest + needed : needed);
    }

    private boolean grow(final long needed) {
        final long newCapacity = Math.max(INITIAL_CAPACITY, Math.max(2 * capacity, Long.highestOneBit(needed) * 2));
        final Arena largerArena = Arena.ofConfined();
        final MemorySegment larger;
        try {
            larger = largerArena.allocate(newCapacity, 8);
        } catch (final OutOfMemoryError e) {
            // The process's limit on native memory: one slow reader must not take the engine with it.
            largerArena.close();
            return false;
        }
        long to = 0;
        for (int i = 0; i < count; i++) {
            final long length = HEADER + (length() + 7L & ~7L);
            MemorySegment.copy(bytes, offset() - HEADER, larger, to, length);
            to += length;
            head += length;
        }
        release();
        arena = largerArena;
        bytes = larger;
        capacity = newCapacity;
        head = 0;
        tail = to;
        return true;
    }

    private void release() {
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }

    /** Where the oldest message is; it must exist. */
    MemorySegment segment() {
        return bytes;
    }

    /** Offset of the oldest message in {@link #segment}. */
    long offset() {
        if (bytes.get(ValueLayout.JAVA_LONG, head % capacity) == SKIP) {
            head += capacity - head % capacity;
        }
        return head % capacity + HEADER;
    }

    /** Length of the oldest message. */
    int length() {
        return (int)bytes.get(ValueLayout.JAVA_LONG, offset() - HEADER);
    }

    /** Drops the oldest message. */
    void remove() {
        head += HEADER + (length() + 7L & ~7L);
        if (--count == 0) {
            clear();
        }
    }

    /** Drops all messages and the memory. */
    void clear() {
        release();
        bytes = null;
        capacity = 0;
        head = 0;
        tail = 0;
        count = 0;
    }
}
