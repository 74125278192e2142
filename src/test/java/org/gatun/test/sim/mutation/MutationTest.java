package org.gatun.test.sim.mutation;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of the list's faults is found by the simulator within some seeds, and nothing is found in the engine without them. {@code
 * -Dgatun.mutations=ID,…} takes some only, {@code -Dgatun.mutation.seeds=N} another number of seeds.
 */
class MutationTest {
    private static final int SEEDS = Integer.getInteger("gatun.mutation.seeds", 1500);
    private static final String CHOSEN = System.getProperty("gatun.mutations", "");
    private static final List<String> TABLE = new ArrayList<>();

    static Stream<Mutation> mutations() {
        final Set<String> chosen = Set.of(CHOSEN.split(","));
        return Mutation.all().stream().filter(mutation -> CHOSEN.isEmpty() || chosen.contains(mutation.id()));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void isFound(final Mutation mutation) throws ReflectiveOperationException {
        assertNotNull(firstFinding(mutation.id(), Compiled.classes(mutation.className(), mutation.source())),
            () -> "nothing found in " + SEEDS + " seeds: " + mutation.breaks());
    }

    @Test
    void nothingIsFoundWithoutAFault() throws ReflectiveOperationException {
        assertNull(firstFinding("(none)", Map.of()));
    }

    private static String firstFinding(final String what, final Map<String, byte[]> classes) throws ReflectiveOperationException {
        final LongFunction<String> simulator = new MutatedEngine(classes).simulator();
        final long startNs = System.nanoTime();
        String found = null;
        long seed = 0;
        while (found == null && seed < SEEDS) {
            found = simulator.apply(++seed);
        }
        TABLE.add(String.format("%-34s %5d %8.1f  %s", what, seed, (System.nanoTime() - startNs) / 1e9, found == null ? "-" : found));
        return found;
    }

    @AfterAll
    static void print() {
        System.out.printf("%-34s %5s %8s  %s%n", "fault", "seed", "seconds", "found by");
        TABLE.forEach(System.out::println);
    }
}
