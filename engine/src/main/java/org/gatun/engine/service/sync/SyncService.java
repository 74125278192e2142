package org.gatun.engine.service.sync;

import org.gatun.engine.totem.RingId;

/** A service as the synchronisation drives it. One thread. */
public interface SyncService {
    /** The service id, which is also the order of the rounds. */
    int id();

    /** The name in the log. */
    String fullName();

    /**
     * A regular configuration has come. The arrays are shared: read only.
     *
     * @param transitional the members that came from the same old ring as this node, ascending
     * @param members all members, ascending
     */
    void syncInit(int[] transitional, int[] members, RingId ringId);

    /**
     * Sends what the other members must know. Called after each token visit until it is done.
     *
     * @return {@code false} to be called again: the queue is full, or something must be waited for
     */
    boolean syncProcess();

    /** Every member has sent all its data, and all of it has been delivered. */
    void syncActivate();

    /** The round of this service broke off after {@link #syncProcess} had begun; another {@link #syncInit} follows. */
    void syncAbort();
}
