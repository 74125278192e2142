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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertNull(Simulation.run(new SimPlan(5, 26, 8, 0, false, false, true, true, false, 2500, true, 0)).failure());
    }

    /** Runs that failed once; a change of what is drawn from a seed makes others of them. */
    @ParameterizedTest
    @ValueSource(longs = {
        // The ring that was to last had lost its token before the faults ended.
        1795716518352L, 1795724067888L,
        // A changed frame raised the ring sequence by 2^40, which some believed.
        1795716153296771L,
        // Changed frames filled the lists of 31 nodes, who told each other of that for ever.
        1795724075527L,
        // A commit token was changed: a node did not come along with itself.
        1795724917769L, 1795724918042L,
        // A token was changed: a recovery waited for nobody.
        1795727018643L, 1795727024706L, 1795727675791L,
        // A flag that was cleared in each rotation ended a recovery early.
        1795727665125L,
        // Nodes without their ring ids were in two rings of one id.
        1795727667209L, 1795727678124L,
        // A node dropped packets of another that it came to, with messages in them, and with the news of processes that left and joined.
        1795724069059L, 1795727018511L, 1795727027115L})
    void shouldKeepAllPromisesForSeedsThatFailedOnce(final long seed) {
        assertNull(Simulation.run(SimPlan.of(seed).inTime()).failure());
    }

    /** A node dropped packets of another that it came to, with the news of a process that joined, and told its clients of the departure. */
    @Test
    void shouldTellClientsOfANodeThatComesOfAllProcesses() {
        assertNull(Simulation.run(SimPlan.of(760_020_140L)).failure());
    }

    /** A changed frame took votes, messages of clients, and messages that a synchronisation waited for. */
    @ParameterizedTest
    @ValueSource(longs = {1795752958226L, 1795752962171L, 1795756512422L})
    void shouldSurviveChangedFrames(final long seed) {
        assertNull(Simulation.run(SimPlan.of(seed)).failure());
    }
}
