package org.gatun.test.sim;

import java.util.List;
import org.gatun.test.evs.ProcessTrace;
import org.gatun.test.evs.Report;

/**
 * How a run ended.
 *
 * @param failure {@code null} if all was well
 * @param virtualNs how long it took on the cluster's clock
 * @param digest stands for every frame that arrived, when and where
 */
public record SimResult(SimPlan plan, String failure, Report report, FaultCounts faults, Coverage coverage, List<ProcessTrace> traces,
    long virtualNs, long digest) {
}
