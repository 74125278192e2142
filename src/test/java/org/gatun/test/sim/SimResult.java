package org.gatun.test.sim;

import org.gatun.test.evs.Report;
import org.gatun.test.evs.Trace;

/**
 * How a run ended.
 *
 * @param failure {@code null} if all was well
 * @param virtualNs how long it took on the cluster's clock
 * @param digest stands for every frame that arrived, when and where
 */
public record SimResult(SimPlan plan, String failure, Report report, FaultCounts faults, Coverage coverage, Trace trace,
    long virtualNs, long digest) {

    /** The same, failed if its report says so. */
    SimResult judged() {
        final StringBuilder text = new StringBuilder(failure == null ? "" : failure + '\n');
        if (!report.violated().isEmpty()) {
            text.append(report.violated()).append('\n').append(report.broken());
        }
        return new SimResult(plan, text.isEmpty() ? null : text.toString().stripTrailing(), report, faults, coverage, trace, virtualNs, digest);
    }
}
