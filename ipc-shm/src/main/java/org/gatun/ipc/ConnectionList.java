package org.gatun.ipc;

import java.util.Arrays;

/** Connections that wait for something, in order. Allocates only when it grows. One thread. */
final class ConnectionList<T extends IpcConnection> {
    private IpcConnection[] items = new IpcConnection[16];
    private int size;

    void add(final T connection) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        items[size++] = connection;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @SuppressWarnings("unchecked")
    T get(final int index) {
        return (T)items[index];
    }

    void set(final int index, final T connection) {
        items[index] = connection;
    }

    void remove(final IpcConnection connection) {
        for (int i = 0; i < size; i++) {
            if (items[i] == connection) {
                System.arraycopy(items, i + 1, items, i, size - i - 1);
                items[--size] = null;
                return;
            }
        }
    }

    /** Takes out the items from {@code from} up to, not including, {@code to}. */
    void cut(final int from, final int to) {
        System.arraycopy(items, to, items, from, size - to);
        Arrays.fill(items, size - (to - from), size, null);
        size -= to - from;
    }
}
