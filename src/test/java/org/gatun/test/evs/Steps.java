package org.gatun.test.evs;

import java.util.HashMap;
import java.util.Map;

/** Steps from one configuration directly to the next: all who make the same one must have delivered the same before. */
final class Steps {
    /** Where a process stays that has settled. */
    static final int SETTLED = -2;

    private final History history;
    private final Report report;
    private final Map<Long, Step> steps = new HashMap<>();

    /** The first process seen to make a step: its events in the configuration left, and what stands for their messages. */
    private record Step(int process, int from, int to, long set, int count) {
    }

    Steps(final History history, final Report report) {
        this.history = history;
        this.report = report;
    }

    /**
     * A process goes on.
     *
     * @param fromEvent its first event in the configuration left
     * @param toEvent the event after its last there
     * @param set the sum of its deliveries there, each mixed
     */
    void made(final int left, final int entered, final int process, final int fromEvent, final int toEvent, final long set,
            final int count) {
        final Property property = entered == SETTLED ? Property.RELIABLE : Property.FAILURE_ATOMICITY;
        final Step made = new Step(process, fromEvent, toEvent, set, count);
        final Step before = steps.putIfAbsent((long) left << 32 | entered & 0xffff_ffffL, made);
        if (before != null) {
            report.exercised(property);
            if (before.set != set || before.count != count) {
                mismatch(property, before, made);
            }
        }
    }

    private void mismatch(final Property property, final Step one, final Step other) {
        final EventRef missing = firstMissing(one, other);
        final EventRef delivery = missing == null ? firstMissing(other, one) : missing;
        final Step without = missing == null ? one : other;
        if (delivery != null) {
            report.broken(property, "delivered by one only of two who go on together", delivery,
                    history.event(without.process, Math.min(without.to, history.processes[without.process].size() - 1)));
        }
    }

    /** The first delivery of one that the other does not have in its part; null where it has all. */
    private EventRef firstMissing(final Step one, final Step other) {
        for (int event = one.from; event < one.to; event++) {
            if (history.processes[one.process].kind(event) == EventKind.DLV) {
                final int at = history.deliveredAt[other.process][history.messageOf[one.process][event]];
                if (at < other.from || at >= other.to) {
                    return history.event(one.process, event);
                }
            }
        }
        return null;
    }
}
