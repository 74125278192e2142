package org.gatun.test.evs;

import org.gatun.engine.totem.RingId;

/**
 * The identity of a sequenced message, apart from its sequence number.
 *
 * @param origin node id of the sender
 * @param ring that it was sent in
 * @param counter counts the sender's messages; does not start anew within a ring
 */
public record MessageId(int origin, RingId ring, int counter) {
    @Override
    public String toString() {
        return origin + "/" + ring + "/" + Integer.toUnsignedString(counter);
    }
}
