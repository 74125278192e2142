package org.gatun.test.evs;

import java.util.Arrays;

/**
 * The first look at all events: gives messages their numbers, finds their sends and their places in the ring's order, and checks that
 * names, numbers and bytes fit together.
 */
final class MessagePass {
    private final History history;
    private final Messages messages;
    private final Report report;
    /** By message: the event that named its number and hash first. */
    private EventRef[] first = new EventRef[256];

    MessagePass(final History history, final Report report) {
        this.history = history;
        this.report = report;
        messages = history.messages;
    }

    void run() {
        for (int p = 0; p < history.processes.length; p++) {
            forEach(p, EventKind.SEND);
        }
        for (int p = 0; p < history.processes.length; p++) {
            forEach(p, EventKind.DLV);
            forEach(p, EventKind.REPEAT);
        }
        for (int message = 0; message < messages.count(); message++) {
            place(message);
        }
        history.prepareDeliveries();
    }

    private void forEach(final int p, final EventKind kind) {
        final ProcessTrace process = history.processes[p];
        for (int event = 0; event < process.size(); event++) {
            if (process.kind(event) == kind) {
                final int message = messages.number(process.get(event, Field.M), process.tag(event));
                history.messageOf[p][event] = message;
                if (kind == EventKind.SEND) {
                    sent(message, p, event);
                }
                mentioned(message, p, event);
            }
        }
    }

    private void sent(final int message, final int p, final int event) {
        final ProcessTrace process = history.processes[p];
        report.exercised(Property.ONCE);
        if (process.id() != messages.origin(message)) {
            report.broken(Property.ONCE, "sent in another's name: " + messages.name(message), history.event(p, event));
        } else if (messages.isSent(message)) {
            report.broken(Property.ONCE, "sent twice: " + messages.name(message), history.send(message), history.event(p, event));
        } else {
            messages.sender[message] = p;
            messages.sendEvent[message] = event;
            messages.safe[message] = process.get(event, Field.SVC) == 1;
        }
    }

    private void mentioned(final int message, final int p, final int event) {
        final ProcessTrace process = history.processes[p];
        final int configuration = process.configuration(event, process.kind(event) == EventKind.REPEAT ? Field.RING : Field.C);
        if (configuration == Trace.NONE) {
            return;
        }
        final int ring = history.trace.regularOf(configuration);
        final int seq = (int) process.get(event, Field.SEQ);
        if (messages.ring[message] == Trace.NONE) {
            remember(message, history.event(p, event));
            messages.ring[message] = ring;
            messages.seq[message] = seq;
            if (!history.rings.mention(ring, seq)) {
                report.broken(Property.ONE_MESSAGE_A_NUMBER, "far from the ring's other numbers", history.event(p, event));
            }
        } else if (messages.ring[message] == ring) {
            final EventRef before = first[message];
            report.exercised(Property.ONE_MESSAGE_A_NUMBER);
            if (messages.seq[message] != seq || before.process().get(before.event(), Field.H) != process.get(event, Field.H)) {
                report.broken(Property.ONE_MESSAGE_A_NUMBER, "other number or bytes for one message", before, history.event(p, event));
            }
        }
    }

    private void remember(final int message, final EventRef event) {
        if (message >= first.length) {
            first = Arrays.copyOf(first, 2 * message);
        }
        first[message] = event;
    }

    private void place(final int message) {
        final int ring = messages.ring[message];
        if (ring == Trace.NONE) {
            return;
        }
        final int position = history.rings.position(ring, messages.seq[message]);
        if (position < 0) {
            return;
        }
        final int other = history.rings.messageAt(ring, position);
        if (other == Messages.NONE) {
            history.rings.place(ring, position, message);
        } else {
            report.broken(Property.ONE_MESSAGE_A_NUMBER, "one number for two messages", first[other], first[message]);
        }
    }
}
