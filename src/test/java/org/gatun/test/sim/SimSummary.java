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
    private final long startNs = System.nanoTime();
    private long runs;
    private long virtualNs;

    void add(final SimResult result) {
        runs++;
        virtualNs += result.virtualNs();
        report.add(result.report());
        faults.add(result.faults());
        coverage.add(result.coverage());
        if (result.failure() != null) {
            failed.add(result.plan().seed());
        }
    }

    /** The seeds whose runs failed. */
    public List<Long> failed() {
        return failed;
    }

    public long runs() {
        return runs;
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

    /** A line for those who wait. */
    String progress() {
        return String.format("after %.0f s: %d runs, %d failed, %d faults injected", seconds(), runs, failed.size(), faults.total());
    }

    private double seconds() {
        return (System.nanoTime() - startNs) / 1e9;
    }

    @Override
    public String toString() {
        final double seconds = seconds();
        return String.format("%s%s%sfaults injected: %d, %.0f a minute%n%d runs, %d failed%s, %.0f simulated seconds in %.1f s: %.0f a second%n",
            report, coverage, faults, faults.total(), faults.total() * 60 / seconds, runs, failed.size(), failed.isEmpty() ? "" : " " + failed,
            virtualNs / 1e9, seconds, virtualNs / 1e9 / seconds);
    }
}
