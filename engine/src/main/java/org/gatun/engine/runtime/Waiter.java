package org.gatun.engine.runtime;

/** How an {@link EventLoop} waits. Its thread only, except for {@link #wake}. */
interface Waiter extends AutoCloseable {
    /** Waits up to {@code timeoutNs} (0 = not at all) and tells the owners of what is ready; the number of ready descriptors. */
    int poll(long timeoutNs);

    /** Makes a waiting {@link #poll} return. Any thread. */
    void wake();

    @Override
    void close();
}
