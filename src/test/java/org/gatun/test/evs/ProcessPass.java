package org.gatun.test.evs;

import java.util.Arrays;

/** The walk along one process's events, from the first to the last, with its current configuration. */
final class ProcessPass {
    private final History history;
    private final Messages messages;
    private final Report report;
    private final Steps steps;
    private final int p;
    private final ProcessTrace process;
    private final RingDeliveries ring;
    private int incarnation;
    private int nextIndex;
    private boolean failed;
    private int current = Trace.NONE;
    private int currentFrom;
    private long set;
    private int count;

    ProcessPass(final History history, final Report report, final Steps steps, final int p) {
        this.history = history;
        this.report = report;
        this.steps = steps;
        this.p = p;
        messages = history.messages;
        process = history.processes[p];
        ring = new RingDeliveries(history, report, p);
    }

    void run() {
        for (int event = 0; event < process.size(); event++) {
            place(event);
            switch (process.kind(event)) {
                case CONF -> install(event);
                case SEND -> send(event);
                case DLV -> deliver(event);
                case FAIL -> fail(event);
                case QUORUM -> quorum(event);
                default -> { }
            }
        }
        if (!failed && current != Trace.NONE) {
            history.last[p] = current;
            if (history.settled) {
                steps.made(current, Steps.SETTLED, p, currentFrom, process.size(), set, count);
            }
            ring.close(history.settled, process.size() - 1);
        }
    }

    private void place(final int event) {
        if (process.incarnation(event) != incarnation || event == 0) {
            if (event > 0 && (!failed || process.incarnation(event) < incarnation)) {
                report.broken(Property.SEQUENTIAL, "an incarnation starts, but the one before has not failed",
                        history.event(p, event - 1), history.event(p, event));
            }
            if (!failed) {
                ring.close(false, event - 1);
            }
            incarnation = process.incarnation(event);
            nextIndex = 0;
            failed = false;
            current = Trace.NONE;
        }
        report.exercised(Property.SEQUENTIAL);
        if (process.index(event) != nextIndex) {
            report.broken(Property.SEQUENTIAL, "index " + nextIndex + " expected", history.event(p, event));
        }
        nextIndex = process.index(event) + 1;
    }

    private void claim(final int event) {
        report.exercised(Property.CLAIMED_CONFIGURATION);
        final boolean needsOne = process.kind(event) != EventKind.FAIL;
        if (failed || process.configuration(event, Field.C) != current || current == Trace.NONE && needsOne) {
            report.broken(Property.CLAIMED_CONFIGURATION, failed ? "after its failure" : "not its configuration",
                    current == Trace.NONE ? new EventRef[] {history.event(p, event)}
                            : new EventRef[] {history.event(p, history.installedAt[p][current]), history.event(p, event)});
        }
    }

    private void quorum(final int event) {
        report.exercised(Property.CLAIMED_CONFIGURATION);
        if (failed || history.installedAt[p][process.configuration(event, Field.C)] == History.NEVER) {
            report.broken(Property.CLAIMED_CONFIGURATION, "reports on a configuration that it has not installed", history.event(p, event));
        }
    }

    private void install(final int event) {
        final int next = process.configuration(event, Field.ID);
        final long[] members = process.entries(event, Field.MEMBERS);
        report.exercised(Property.CLAIMED_CONFIGURATION);
        if (failed || process.configuration(event, Field.PREV) != current || !follows(next)) {
            report.broken(Property.CLAIMED_CONFIGURATION, "a configuration that does not follow the one before", history.event(p, event));
        } else if (!History.contains(members, process.id())) {
            report.broken(Property.CLAIMED_CONFIGURATION, "installed by a process that is no member", history.event(p, event));
        }
        agree(next, members, event);
        if (current != Trace.NONE) {
            steps.made(current, next, p, currentFrom, event, set, count);
        }
        if (!history.trace.isTransitional(next)) {
            ring.close(true, event);
            ring.open(next);
        }
        current = next;
        currentFrom = event + 1;
        set = 0;
        count = 0;
    }

    /** A transitional one leaves the ring that the process is in, and leads to the one that it names. */
    private boolean follows(final int next) {
        if (current == Trace.NONE) {
            return true;
        }
        if (history.trace.isTransitional(next)) {
            return history.trace.regularOf(next) == current;
        }
        final ConfigurationId to = history.trace.configuration(next);
        final ConfigurationId from = history.trace.configuration(current);
        return !from.transitional() || from.rep() == to.rep() && from.seq() == to.seq();
    }

    private void agree(final int next, final long[] members, final int event) {
        report.exercised(Property.UNIQUE_CONFIGURATION);
        if (history.installedAt[p][next] != History.NEVER) {
            report.broken(Property.UNIQUE_CONFIGURATION, "installed twice", history.event(p, history.installedAt[p][next]),
                    history.event(p, event));
        } else {
            history.installedAt[p][next] = event;
        }
        if (history.installation[next] == null) {
            history.installation[next] = history.event(p, event);
            history.members[next] = members;
        } else {
            report.exercised(Property.CONSENSUS);
            if (!Arrays.equals(history.members[next], members)) {
                report.broken(Property.CONSENSUS, "two sets of members", history.installation[next], history.event(p, event));
            }
        }
    }

    private void send(final int event) {
        claim(event);
        final int message = history.messageOf[p][event];
        if (current != Trace.NONE && history.trace.isTransitional(current)) {
            report.broken(Property.ONCE, "sent in a transitional configuration", history.event(p, event));
        }
        if (messages.sender[message] == p && messages.sendEvent[message] == event) {
            ring.sent(message);
        }
    }

    private void deliver(final int event) {
        claim(event);
        final int message = history.messageOf[p][event];
        final int before = history.deliveredAt[p][message];
        report.exercised(Property.ONCE);
        report.exercised(Property.SENT);
        history.prefixBefore[p][event] = ring.prefix();
        if (before != History.NEVER) {
            report.broken(Property.ONCE, "delivered twice", history.event(p, before), history.event(p, event));
            return;
        }
        history.deliveredAt[p][message] = event;
        set += Messages.mix(message + 1);
        count++;
        final int configuration = process.configuration(event, Field.C);
        if (!messages.isSent(message)) {
            report.broken(Property.SENT, "delivered, but never sent", history.event(p, event));
        } else if (configuration != Trace.NONE && messages.ring[message] != history.trace.regularOf(configuration)) {
            report.broken(Property.SENT, "delivered on another ring than sent", history.send(message), history.event(p, event));
            return;
        }
        ring.delivered(message, event, configuration != Trace.NONE && history.trace.isTransitional(configuration));
    }

    private void fail(final int event) {
        claim(event);
        if (current != Trace.NONE) {
            history.failedIn[p].set(history.trace.regularOf(current));
        }
        ring.close(false, event);
        failed = true;
    }
}
