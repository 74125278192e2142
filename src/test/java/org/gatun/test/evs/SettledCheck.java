package org.gatun.test.evs;

/** What can be judged only of a trace that has settled: the last configuration, and safe delivery. */
final class SettledCheck {
    private final History history;
    private final Messages messages;
    private final Report report;

    SettledCheck(final History history, final Report report) {
        this.history = history;
        this.report = report;
        messages = history.messages;
    }

    void run() {
        for (int p = 0; p < history.processes.length; p++) {
            if (history.last[p] != Trace.NONE) {
                lastConfiguration(p, history.last[p]);
            }
            for (int message = 0; message < messages.count(); message++) {
                final int event = history.deliveredAt[p][message];
                if (messages.safe[message] && event != History.NEVER) {
                    safe(p, event, message, history.processes[p].configuration(event, Field.C));
                }
            }
        }
    }

    private void lastConfiguration(final int p, final int last) {
        report.exercised(Property.LAST_CONFIGURATION);
        final EventRef installed = history.event(p, history.installedAt[p][last]);
        if (history.trace.isTransitional(last)) {
            report.broken(Property.LAST_CONFIGURATION, "ends in a transitional configuration", installed);
        }
        for (final long id : history.members[last]) {
            final int q = history.process(id);
            if (q < 0 || history.processes[q].size() == 0) {
                report.broken(Property.LAST_CONFIGURATION, "a member has no trace: " + EventText.process(id), installed);
            } else if (history.last[q] != last) {
                report.broken(Property.LAST_CONFIGURATION, "a member does not end here: " + EventText.process(id), installed,
                        history.event(q, history.processes[q].size() - 1));
            }
        }
    }

    private void safe(final int p, final int event, final int message, final int configuration) {
        if (configuration == Trace.NONE || history.members[configuration] == null
                || history.trace.regularOf(configuration) != messages.ring[message]) {
            return;
        }
        final int ring = messages.ring[message];
        report.exercised(Property.SAFE);
        report.exercised(Property.SAFE_INSTALLED, ring == configuration ? 1 : 0);
        for (final long id : history.members[configuration]) {
            final int q = history.process(id);
            if (q < 0 || history.deliveredAt[q][message] == History.NEVER && !history.failedIn[q].get(ring)) {
                broken(Property.SAFE, "not delivered by " + EventText.process(id), message, p, event);
            }
            if (ring == configuration && (q < 0 || history.installedAt[q][ring] == History.NEVER)) {
                broken(Property.SAFE_INSTALLED, "configuration not installed by " + EventText.process(id), message, p, event);
            }
        }
    }

    private void broken(final Property property, final String what, final int message, final int p, final int event) {
        if (messages.isSent(message)) {
            report.broken(property, what, history.send(message), history.event(p, event));
        } else {
            report.broken(property, what, history.event(p, event));
        }
    }
}
