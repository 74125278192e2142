package org.gatun.test.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.gatun.test.evs.Property;
import org.gatun.test.evs.Verdict;
import org.gatun.test.hosts.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Simulated clusters keep every promise under faults, for fixed seeds; {@code bin/gatun sim} takes others. */
@ExtendWith(SilentEngines.class)
final class SimulationTest {
    private static final long FIXED_SEEDS = 2000;
    /** Nobody can ask the engine for safe delivery, as with corosync: what would be promised of it cannot be exercised. */
    private static final Set<Property> WITHOUT_PREMISE = EnumSet.of(Property.SAFE, Property.SAFE_INSTALLED);
    /** What the fixed seeds reach of the state table at least. */
    private static final int CELLS_AT_LEAST = 113;

    private static SimSummary run() {
        final SimSummary summary = new SimSummary();
        new SimRuns(summary, System.out, null, Layout.work("sim")).run(1, FIXED_SEEDS, System.nanoTime(), Runtime.getRuntime().availableProcessors());
        System.out.print(summary);
        return summary;
    }

    @Test
    void shouldKeepAllPromisesForFixedSeeds() {
        final SimSummary summary = run();
        assertTrue(summary.failed().isEmpty(), () -> "failed, see above: " + summary.failed());
        for (final Property property : Property.values()) {
            final Verdict expected = WITHOUT_PREMISE.contains(property) ? Verdict.NOT_EXERCISED : Verdict.HELD;
            assertEquals(expected, summary.report().verdict(property), property::toString);
        }
        for (final Fault fault : Fault.values()) {
            assertTrue(summary.faults().of(fault) > 0, () -> "never injected: " + fault);
        }
        assertTrue(summary.coverage().reached() >= CELLS_AT_LEAST, () -> summary.coverage().toString());
        assertTrue(summary.coverage().outside().isEmpty(), () -> summary.coverage().toString());
    }

    /** Two rings interrupted each other while some of their nodes had installed them, and failed each other's nodes again and again. */
    @Test
    void shouldMergeTwoRingsThatInterruptEachOther() {
        assertNull(Simulation.run(new SimPlan(5, 26, 8, 0, false, false, true, true, false, 2500, true)).failure());
    }
}
