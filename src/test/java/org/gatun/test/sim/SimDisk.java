package org.gatun.test.sim;

import org.gatun.engine.totem.RingIdStore;

/** The state directory of one node: it outlives crashes, can lose its file, and can be full. */
final class SimDisk implements RingIdStore {
    /** A write failed; the engine ends, as the real one does. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FullException() {
            super("no space left on device");
        }
    }

    private long stored;
    private boolean full;

    void full(final boolean isFull) {
        full = isFull;
    }

    void forget() {
        stored = 0;
    }

    @Override
    public long load() {
        return stored;
    }

    @Override
    public void store(final long sequence) {
        if (full) {
            throw new FullException();
        }
        stored = sequence;
    }
}
