package org.gatun.engine.totem;

/** Keeps the highest ring sequence number over restarts. */
public interface RingIdStore {
    /** The stored sequence, 0 where there is none. A store that cannot be read or made is fatal: an unchecked exception. */
    long load();

    /** Stores before returning; failure is fatal: an unchecked exception. */
    void store(long sequence);
}
