package org.gatun.engine.totem.pg;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.totem.RingId;

/**
 * What the group layer hands on of the ring's reports, in their order. Called on the ring's thread, or behind a seam on that of the
 * services.
 */
public interface PacketListener {
    /** One packet, as it came. Valid during the call. */
    void onPacket(int nodeId, MemorySegment packet, long offset, int length, boolean foreignOrder);

    /** A configuration change; the arrays are the receiver's to keep. */
    void onConfigurationChange(boolean transitional, RingId ringId, int[] members, int[] left, int[] joined);

    /** From here on packets belong to the synchronisation, or no longer. */
    void onSynchronisation(boolean begins);

    /** The token has left, after it was asked for. */
    void onTokenSent();
}
