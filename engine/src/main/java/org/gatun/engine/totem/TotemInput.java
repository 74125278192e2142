package org.gatun.engine.totem;

import java.lang.foreign.MemorySegment;

/** What a transport hands to the ring, on the thread that owns both. */
public interface TotemInput {
    /** One received frame; the bytes are the caller's again on return. Anything may be in it. */
    void onFrame(MemorySegment segment, long offset, int length, long nowNs);

    /** A link's local interface came up or went down. */
    void onInterfaceChange(int link, boolean up, long nowNs);
}
