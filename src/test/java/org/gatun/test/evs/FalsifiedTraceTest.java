package org.gatun.test.evs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each falsification of a correct trace must be found, as what it is. */
final class FalsifiedTraceTest {
    private static final int SEEDS = 300;
    private static final int ENOUGH = 40;

    @ParameterizedTest
    @EnumSource
    void shouldFindFalseDeliveries(final DeliveryFalsification falsification) {
        find(falsification);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindFalseChanges(final ChangeFalsification falsification) {
        find(falsification);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindFalseTokens(final TokenFalsification falsification) {
        find(falsification);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindFalseGroups(final GroupFalsification falsification) {
        find(falsification, seed -> ModelGroup.settled(seed, 5, 30));
    }

    /** Two are falsified in {@link ToldTraceTest} only. */
    @Test
    void shouldFalsifyEveryProperty() {
        final Set<Property> falsified = EnumSet.of(Property.PRIMARY_CONTINUOUS, Property.ANY_START);
        Stream.<Falsification[]>of(DeliveryFalsification.values(), ChangeFalsification.values(), TokenFalsification.values(),
                GroupFalsification.values()).flatMap(Stream::of).forEach(falsification -> falsified.addAll(falsification.fault().breaks()));
        assertEquals(EnumSet.allOf(Property.class), falsified);
    }

    private static void find(final Falsification falsification) {
        find(falsification, seed -> ModelCluster.settled(seed, 5, 12));
    }

    private static void find(final Falsification falsification, final LongFunction<Trace> correct) {
        int applied = 0;
        int alone = 0;
        for (long seed = 1; seed <= SEEDS && (applied < ENOUGH || alone == 0); seed++) {
            final TraceEditor editor = new TraceEditor(correct.apply(seed));
            if (falsification.apply(editor, new Random(seed))) {
                applied++;
                final Report report = Checker.check(editor.trace());
                final Set<Property> violated = report.violated();
                final Set<Property> allowed = EnumSet.copyOf(falsification.fault().breaks());
                allowed.addAll(falsification.fault().mayBreak());
                assertTrue(violated.containsAll(falsification.fault().breaks()) && allowed.containsAll(violated),
                        () -> falsification + " breaks " + falsification.fault().breaks() + ", found " + violated + '\n' + report);
                alone += violated.equals(falsification.fault().breaks()) ? 1 : 0;
            }
        }
        assertTrue(applied >= 5, "places found in too few traces: " + applied);
        assertTrue(alone > 0, "never without something else");
    }
}
