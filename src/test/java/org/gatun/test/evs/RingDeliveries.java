package org.gatun.test.evs;

import java.util.BitSet;

/** What one process sent and delivered of one ring's messages: from its regular configuration to the end of the transitional one. */
final class RingDeliveries {
    private final History history;
    private final Messages messages;
    private final Report report;
    private final int p;
    private int ring = Trace.NONE;
    private final BitSet delivered = new BitSet();
    private int prefix;
    private int own = Messages.NONE;
    private int highestRegular;
    private int highestRegularEvent;
    private int highestTransitional;
    private int highestTransitionalEvent;

    RingDeliveries(final History history, final Report report, final int p) {
        this.history = history;
        this.report = report;
        this.p = p;
        messages = history.messages;
    }

    /** A regular configuration starts. */
    void open(final int regular) {
        ring = regular;
        delivered.clear();
        prefix = 0;
        own = Messages.NONE;
        highestRegular = -1;
        highestTransitional = -1;
    }

    /** How many messages of the ring's order have been delivered without a gap. */
    int prefix() {
        return prefix;
    }

    void sent(final int message) {
        messages.prefixSeen[message] = Math.min(prefix, Math.max(0, history.rings.position(messages.ring[message], messages.seq[message])));
        messages.previousOwn[message] = own;
        own = message;
    }

    void delivered(final int message, final int event, final boolean transitional) {
        final int position = ring == Trace.NONE || messages.ring[message] != ring ? -1 : history.rings.position(ring, messages.seq[message]);
        if (position < 0) {
            return;
        }
        report.exercised(Property.RING_ORDER, delivered.isEmpty() ? 0 : 1);
        if (position < delivered.length()) {
            report.broken(Property.RING_ORDER, "delivered after one with a higher number", history.event(p, event));
        }
        delivered.set(position);
        prefix = delivered.nextClearBit(prefix);
        if (transitional) {
            report.exercised(Property.NO_HOLES_BUT_DEPARTED);
            if (position > highestTransitional) {
                highestTransitional = position;
                highestTransitionalEvent = event;
            }
        } else {
            report.exercised(Property.NO_HOLES);
            if (position > highestRegular) {
                highestRegular = position;
                highestRegularEvent = event;
            }
        }
    }

    /**
     * Nothing more of the ring comes.
     *
     * @param lived the process goes on, or is idle for good: its own messages must be there
     * @param event the event that ends it
     */
    void close(final boolean lived, final int event) {
        if (ring == Trace.NONE) {
            return;
        }
        if (lived) {
            for (int message = own; message != Messages.NONE; message = messages.previousOwn[message]) {
                report.exercised(Property.SELF_DELIVERY);
                if (history.deliveredAt[p][message] == History.NEVER) {
                    report.broken(Property.SELF_DELIVERY, "not delivered to its sender", history.send(message), history.event(p, event));
                }
            }
        }
        holes();
        ring = Trace.NONE;
    }

    private void holes() {
        for (int hole = prefix; hole < highestRegular; hole = delivered.nextClearBit(hole + 1)) {
            hole(Property.NO_HOLES, hole, highestRegularEvent);
        }
        if (highestTransitional < 0) {
            return;
        }
        final int transitional = history.processes[p].configuration(highestTransitionalEvent, Field.C);
        for (int hole = Math.max(prefix, delivered.nextClearBit(highestRegular + 1)); hole < highestTransitional;
                hole = delivered.nextClearBit(hole + 1)) {
            final int missing = history.rings.messageAt(ring, hole);
            if (missing != Messages.NONE && messages.isSent(missing) && history.isMember(transitional, messages.origin(missing))) {
                hole(Property.NO_HOLES_BUT_DEPARTED, hole, highestTransitionalEvent);
            }
        }
    }

    private void hole(final Property property, final int position, final int laterEvent) {
        final int missing = history.rings.messageAt(ring, position);
        final EventRef later = history.event(p, laterEvent);
        if (missing != Messages.NONE && messages.isSent(missing)) {
            report.broken(property, "a message is missing before a later one", history.send(missing), later);
        } else {
            report.broken(property, "missing before a later one: seq="
                    + Integer.toUnsignedString(history.rings.seqAt(ring, position)), later);
        }
    }
}
