package org.gatun.test.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gatun.test.evs.Report;
import org.gatun.test.evs.ToldByEngine;

/** The sum of some runs. One thread. */
final class ChaosSummary {
    private final Report report = new Report();
    private final Map<HostFault, Integer> faults = new EnumMap<>(HostFault.class);
    private final Map<String, Integer> ends = new TreeMap<>();
    private final List<ChaosPlan> failed = new ArrayList<>();
    private int runs;
    private int untold;
    private int incomplete;

    void begun(final ChaosPlan plan) {
        runs++;
        plan.smallHeaps().forEach(node -> count(HostFault.SMALL_HEAP));
    }

    void count(final HostFault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    /** An engine has ended by itself, for a reason that is none to fail. */
    void ended(final String why) {
        ends.merge(why, 1, Integer::sum);
    }

    /** What C engines did to their clients, which is not judged. */
    void told(final ToldByEngine engines) {
        untold += count(engines.untold());
        incomplete += count(engines.incomplete());
    }

    private static int count(final Map<Integer, Set<String>> rings) {
        return rings.values().stream().mapToInt(Set::size).sum();
    }

    void held(final Report held) {
        report.add(held);
    }

    void failed(final ChaosPlan plan) {
        failed.add(plan);
    }

    boolean isGood() {
        return failed.isEmpty();
    }

    /** The kinds of faults that have been made. */
    Set<HostFault> made() {
        return faults.keySet();
    }

    @Override
    public String toString() {
        return ("%sfaults: %s%nengines that ended by themselves: %s%nrings with departures that a C corosync did not tell its clients of: %d%n"
            + "rings that a C corosync installed before it had all messages: %d%n%d runs, %d failed%s%n").formatted(report, list(faults),
            list(ends), untold, incomplete, runs, failed.size(),
            failed.stream().map(plan -> "\n  " + plan.command()).collect(Collectors.joining()));
    }

    private static String list(final Map<?, Integer> counts) {
        return counts.isEmpty() ? "none" : counts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "));
    }
}
