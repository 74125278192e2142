package org.gatun.engine.totem;

import java.lang.foreign.MemorySegment;

/** What the group layer reports upwards, in one order that all members share. Called on the ring's thread. */
public interface GroupListener {
    /**
     * One whole message. The bytes are valid during the call only and may be unaligned.
     *
     * @param group the group it was sent to
     * @param nodeId the originator
     * @param foreignOrder the originator has the other byte order
     */
    void onDeliver(GroupName group, int nodeId, MemorySegment message, long offset, int length, boolean foreignOrder);

    /**
     * A configuration change. The arrays are the receiver's to keep.
     *
     * @param transitional transitional or regular configuration
     * @param ringId the new ring, for both kinds
     */
    void onConfigurationChange(boolean transitional, RingId ringId, int[] members, int[] left, int[] joined);

    /** A token visit has ended after {@link Groups#requestTokenCallback}. */
    void onTokenSent();
}
