package org.gatun.test.evs;

/** Causal delivery: whoever delivers a message has before delivered all that its sender had delivered or sent, on the same ring. */
final class CausalCheck {
    private final History history;
    private final Messages messages;
    private final Report report;

    CausalCheck(final History history, final Report report) {
        this.history = history;
        this.report = report;
        messages = history.messages;
    }

    void run() {
        for (int p = 0; p < history.processes.length; p++) {
            for (int message = 0; message < messages.count(); message++) {
                if (history.deliveredAt[p][message] != History.NEVER && messages.isSent(message)) {
                    check(p, message, history.deliveredAt[p][message]);
                }
            }
        }
    }

    private void check(final int p, final int message, final int event) {
        final int own = messages.previousOwn[message];
        final int seen = messages.prefixSeen[message];
        if (own == Messages.NONE && seen == 0 || !isOnItsRing(p, message, event)) {
            return;
        }
        report.exercised(Property.CAUSAL_ORDER);
        if (own != Messages.NONE && !isBefore(p, own, event)) {
            broken(p, own, event, "its sender's message before is not delivered before");
        } else if (history.prefixBefore[p][event] < seen) {
            final int missing = history.rings.messageAt(messages.ring[message], history.prefixBefore[p][event]);
            if (missing != Messages.NONE && messages.isSent(missing)) {
                broken(p, missing, event, "a message that its sender had delivered is not delivered before");
            }
        }
    }

    /** Elsewhere it is not causality that is broken. */
    private boolean isOnItsRing(final int p, final int message, final int event) {
        final int configuration = history.processes[p].configuration(event, Field.C);
        return configuration != Trace.NONE && history.trace.regularOf(configuration) == messages.ring[message];
    }

    private boolean isBefore(final int p, final int message, final int event) {
        final int at = history.deliveredAt[p][message];
        return at != History.NEVER && at < event;
    }

    private void broken(final int p, final int missing, final int event, final String what) {
        final int at = history.deliveredAt[p][missing];
        if (at == History.NEVER) {
            report.broken(Property.CAUSAL_ORDER, what, history.send(missing), history.event(p, event));
        } else {
            report.broken(Property.CAUSAL_ORDER, what, history.send(missing), history.event(p, event), history.event(p, at));
        }
    }
}
