package org.gatun.test.evs;

import org.gatun.engine.totem.RingId;

/**
 * The identity of a configuration. Both reports of a change carry the new ring's id, so a transitional configuration is told from others
 * that lead into the same ring by the ring it comes from.
 *
 * @param ring the ring, for a transitional configuration the next one
 * @param from the ring before a transitional configuration, {@code null} for a regular one
 */
public record ConfigId(RingId ring, RingId from) {
    public static ConfigId regular(final RingId ring) {
        return new ConfigId(ring, null);
    }

    public boolean isTransitional() {
        return from != null;
    }

    /** The ring whose messages are delivered in this configuration. */
    public RingId messagesOf() {
        return from == null ? ring : from;
    }

    @Override
    public String toString() {
        return from == null ? "R(" + ring + ')' : "T(" + ring + " from " + from + ')';
    }
}
