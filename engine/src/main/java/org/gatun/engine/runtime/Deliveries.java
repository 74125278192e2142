package org.gatun.engine.runtime;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;

/** Joins the group layer to its listener, which is made after it. One thread. */
final class Deliveries implements GroupListener {
    private GroupListener target;

    /** Names the listener, once, before the ring starts. */
    void to(final GroupListener listener) {
        target = listener;
    }

    @Override
    public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        target.onDeliver(group, nodeId, message, offset, length, foreignOrder);
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        target.onConfigurationChange(transitional, ringId, members, left, joined);
    }

    @Override
    public void onTokenSent() {
        target.onTokenSent();
    }
}
