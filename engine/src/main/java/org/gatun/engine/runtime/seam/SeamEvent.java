package org.gatun.engine.runtime.seam;

import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;

/** One slot of a seam: made once, reused for ever. Written by the producer, read by the consumer after publication. */
final class SeamEvent {
    /** What a slot carries. */
    enum Kind { MESSAGE, CONFIGURATION, SYNCHRONISATION, TOKEN_SENT, SYNCHRONISATION_COMPLETE, TOKEN_CALLBACK, FORCE_GATHER }

    Kind kind;
    GroupName group;
    boolean apart;
    int nodeId;
    boolean foreignOrder;
    long payload;
    int length;
    /** Position up to which the payload area is free again once this slot is consumed. */
    long payloadEnd;
    /** Number of the regular configuration that is reported, or in which a command was given. */
    long configuration;
    boolean transitional;
    RingId ringId;
    int[] members;
    int[] left;
    int[] joined;

    /** Drops references, so that a slot that waits for reuse keeps nothing alive. */
    void clear() {
        ringId = null;
        members = null;
        left = null;
        joined = null;
    }
}
