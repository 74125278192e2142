package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.totem.RingId;

/** The time of one process in one configuration. */
final class Stay {
    final ProcessTrace trace;
    final ConfigId id;
    final int[] members;
    final List<Event.Sent> sent = new ArrayList<>();
    final List<Event.Delivered> delivered = new ArrayList<>();
    Stay before;
    Stay next;

    Stay(final ProcessTrace trace, final ConfigId id, final int[] members) {
        this.trace = trace;
        this.id = id;
        this.members = members;
    }

    boolean hasMember(final int process) {
        for (final int member : members) {
            if (member == process) {
                return true;
            }
        }
        return false;
    }

    /** The stay in the transitional configuration right after this regular one, if there is one. */
    Stay transitional() {
        final RingId ring = id.ring();
        return next != null && next.id.isTransitional() && next.id.from().equals(ring) ? next : null;
    }

    @Override
    public String toString() {
        return "process " + trace + " in " + id;
    }
}
