package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Primary components: at most one at a time, and each shares a member with the one before. */
final class PrimaryChecker {
    private record Interval(ProcessTrace trace, long fromNs, long toNs, int[] members) {
        @Override
        public String toString() {
            return "process " + trace + " from " + fromNs / 1000 + " to " + toNs / 1000 + " us with " + Arrays.toString(members);
        }
    }

    private final Report report;
    private final List<Interval> intervals = new ArrayList<>();

    PrimaryChecker(final Report report) {
        this.report = report;
    }

    void check(final List<ProcessTrace> traces) {
        traces.forEach(this::collect);
        intervals.sort(Comparator.comparingLong(Interval::fromNs));
        for (int i = 0; i < intervals.size(); i++) {
            final Interval later = intervals.get(i);
            Interval before = null;
            for (int j = i - 1; j >= 0; j--) {
                final Interval earlier = intervals.get(j);
                if (earlier.toNs > later.fromNs) {
                    report.fire(Property.PRIMARY_UNIQUE, 1);
                    if (areDisjoint(earlier.members, later.members)) {
                        report.violate(Property.PRIMARY_UNIQUE, earlier + "; " + later);
                    }
                } else if (before == null) {
                    before = earlier;
                }
            }
            if (before != null) {
                report.fire(Property.PRIMARY_CONTINUOUS, 1);
                if (areDisjoint(before.members, later.members)) {
                    report.violate(Property.PRIMARY_CONTINUOUS, before + "; " + later);
                }
            }
        }
    }

    private void collect(final ProcessTrace trace) {
        Event.Quorum current = null;
        long sinceNs = 0;
        long endNs = 0;
        for (final ProcessTrace.Entry entry : trace.entries()) {
            endNs = entry.timeNs();
            if (entry.event() instanceof Event.Quorum e) {
                close(trace, current, sinceNs, entry.timeNs());
                current = e;
                sinceNs = entry.timeNs();
            }
        }
        close(trace, current, sinceNs, trace.isAlive() ? Long.MAX_VALUE : endNs);
    }

    private void close(final ProcessTrace trace, final Event.Quorum verdict, final long fromNs, final long toNs) {
        if (verdict != null && verdict.quorate() && toNs > fromNs) {
            intervals.add(new Interval(trace, fromNs, toNs, verdict.members()));
        }
    }

    private static boolean areDisjoint(final int[] some, final int[] others) {
        return Arrays.stream(some).noneMatch(member -> Arrays.stream(others).anyMatch(other -> other == member));
    }
}
