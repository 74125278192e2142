package org.gatun.engine.totem.srp;

/** A bounded first-in-first-out queue of frames. It is full with one entry less than its capacity. Not thread-safe. */
final class FrameQueue {
    private final int[] handles;
    private int head;
    private int size;

    FrameQueue(final int capacity) {
        this.handles = new int[capacity];
    }

    int capacity() {
        return handles.length;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size >= handles.length - 1;
    }

    void add(final int handle) {
        if (size == handles.length) {
            throw new IllegalStateException("queue overrun: capacity=" + handles.length);
        }
        int tail = head + size;
        if (tail >= handles.length) {
            tail -= handles.length;
        }
        handles[tail] = handle;
        size++;
    }

    int remove() {
        final int handle = handles[head];
        head = head + 1 == handles.length ? 0 : head + 1;
        size--;
        return handle;
    }

    void clear(final FrameStore store) {
        while (size > 0) {
            store.free(remove());
        }
    }
}
