package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.totem.RingId;

/** What the ring reports to the group layer, on the ring's thread. */
public interface RingListener {
    /** One packet in agreed order: what stands behind the mcast header. Valid during the call. */
    void onDeliver(int nodeId, MemorySegment packet, long offset, int length, boolean foreignOrder);

    /** A configuration change; the arrays are the receiver's to keep. */
    void onConfigurationChange(boolean transitional, RingId ringId, int[] members, int[] left, int[] joined);

    /** From here on packets belong to the synchronisation phase ({@code true}), or no longer. */
    void onWaitingTransAck(boolean waiting);

    /** A token was accepted: what should leave with this visit must be committed now. */
    void onTokenReceived();

    /** The token has left, after {@link SingleRing#requestTokenCallback}. */
    void onTokenSent();
}
