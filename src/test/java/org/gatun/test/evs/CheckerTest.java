package org.gatun.test.evs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker against traces that keep every promise. */
final class CheckerTest {
    private static final int SEEDS = 300;

    @Test
    void shouldFindNothingInWhatTheModelWrites() {
        final Map<Property, Long> exercised = new EnumMap<>(Property.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            final Report report = Checker.check(ModelCluster.settled(seed, 8, 40));
            assertEquals("[]", report.violated().toString(), () -> report.toString());
            report.compareStart(Checker.check(ModelCluster.settled(seed, 8, 40, -20, 0x7fffffe0)));
            assertEquals("[]", report.violated().toString(), () -> report.toString());
            for (final Property property : Property.values()) {
                exercised.merge(property, report.exercisedCount(property), Long::sum);
            }
        }
        EnumSet.range(Property.PARTIAL_ORDER, Property.ANY_START)
                .forEach(property -> assertTrue(exercised.get(property) > 0, property.toString()));
    }

    @Test
    void shouldFindNothingInWhatTheModelOfAGroupWrites() {
        final Report sum = new Report();
        for (long seed = 1; seed <= SEEDS; seed++) {
            final Report report = Checker.check(ModelGroup.settled(seed, 6, 60));
            report.requireHeld();
            sum.add(report);
        }
        EnumSet.range(Property.C1, Property.C9).forEach(property -> assertEquals(Verdict.HELD, sum.verdict(property), property.toString()));
    }

    /** A simulator checks thousands of traces; the fastest of some runs tells what it costs, whatever else the machine does. */
    @Test
    void shouldCheckTenThousandEventsAtOnce() {
        final Trace trace = ModelCluster.settled(4, 12, 160);
        assertTrue(trace.eventCount() > 10_000, "events=" + trace.eventCount());
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            final long startNs = System.nanoTime();
            Checker.check(trace).requireHeld();
            best = Math.min(best, System.nanoTime() - startNs);
        }
        final double ms = best / 1e6;
        assertTrue(ms < 50, trace.eventCount() + " events in " + ms + " ms");
    }
}
