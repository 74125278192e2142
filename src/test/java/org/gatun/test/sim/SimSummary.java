package org.gatun.test.sim;

import java.util.ArrayList;
import java.util.List;
import org.gatun.test.evs.Report;

/** The sum of many runs. One thread. */
public final class SimSummary {
    private final Report report = new Report();
    private final FaultCounts faults = new FaultCounts();
    private final Coverage coverage = new Coverage();
    private final List<Long> failed = new ArrayList<>();
    private String firstFailure = "";
    private final long startNs = System.nanoTime();
    private long runs;
    private long virtualNs;

    public void add(final SimResult result) {
        runs++;
        virtualNs += result.virtualNs();
        report.add(result.report());
        faults.add(result.faults());
        coverage.add(result.coverage());
        if (result.failure() != null) {
            failed.add(result.plan().seed());
            if (firstFailure.isEmpty()) {
                firstFailure = describe(result);
            }
        }
    }

    public int failures() {
        return failed.size();
    }

    /** The first run that failed, and how to see it again; empty if none did. */
    public String firstFailure() {
        return firstFailure;
    }

    /** What went wrong in a run, and the command that replays it. */
    static String describe(final SimResult result) {
        return "bin/gatun sim --seed=" + result.plan().seed() + "    # " + result.plan() + '\n' + result.failure();
    }

    public Report report() {
        return report;
    }

    public Coverage coverage() {
        return coverage;
    }

    public FaultCounts faults() {
        return faults;
    }

    @Override
    public String toString() {
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        return String.format("%s%nstate table, cells reached: %d%n%s%nfaults: %d (%s)%n%d runs, %d failed%s, %.0f simulated seconds in %.1f s: %.0f a second%n",
            report, coverage.reached(), coverage, faults.total(), faults, runs, failed.size(), failed.isEmpty() ? "" : " " + failed, virtualNs / 1e9, seconds,
            virtualNs / 1e9 / seconds);
    }
}
