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
}
