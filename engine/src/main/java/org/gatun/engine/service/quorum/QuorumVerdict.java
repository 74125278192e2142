package org.gatun.engine.service.quorum;

/** Where a provider reports its verdict. On the services' thread. */
public interface QuorumVerdict {
    /** The verdict on the current members: after each synchronisation, and whenever it changes in between. */
    void onVerdict(boolean quorate, int[] members);
}
