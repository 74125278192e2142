package org.gatun.test.sim.mutation;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.gatun.test.sim.SilentEngines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of the list's faults is found by the simulator within some seeds, and nothing is found in the engine without them. {@code
 * -Dgatun.mutations=ID,…} takes some only, {@code -Dgatun.mutation.seeds=N} another number of seeds. All processors are used.
 */
@ExtendWith(SilentEngines.class)
class MutationTest {
    private static final int SEEDS = Integer.getInteger("gatun.mutation.seeds", 1500);
    /** Without a fault; {@code SimulationTest} runs all of them. */
    private static final int CONTROL_SEEDS = Math.min(SEEDS, 600);
    private static final String CHOSEN = System.getProperty("gatun.mutations", "");
    private static final String NONE = "(none)";
    private static final Queue<String> TABLE = new ConcurrentLinkedQueue<>();
    private static final Map<String, Future<String>> FINDINGS = new HashMap<>();
    private static ExecutorService pool;

    static Stream<Mutation> mutations() {
        final Set<String> chosen = Set.of(CHOSEN.split(","));
        return Mutation.all().stream().filter(mutation -> CHOSEN.isEmpty() || chosen.contains(mutation.id()));
    }

    @BeforeAll
    static void start() {
        pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        look(NONE, () -> firstFinding(NONE, Map.of(), CONTROL_SEEDS));
        mutations().forEach(mutation -> look(mutation.id(),
            () -> firstFinding(mutation.id(), Compiled.classes(mutation.className(), mutation.source()), SEEDS)));
    }

    private static void look(final String what, final Callable<String> search) {
        FINDINGS.put(what, pool.submit(search));
    }

    private static String finding(final String what) throws InterruptedException {
        try {
            return FINDINGS.get(what).get();
        } catch (final ExecutionException e) {
            throw new AssertionError(what, e.getCause());
        }
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void isFound(final Mutation mutation) throws InterruptedException {
        assertNotNull(finding(mutation.id()), () -> "nothing found in " + SEEDS + " seeds: " + mutation.breaks());
    }

    @Test
    void nothingIsFoundWithoutAFault() throws InterruptedException {
        assertNull(finding(NONE));
    }

    private static String firstFinding(final String what, final Map<String, byte[]> classes, final int seeds)
        throws ReflectiveOperationException {
        final LongFunction<String> simulator = new MutatedEngine(classes).simulator();
        final long startNs = System.nanoTime();
        String found = null;
        long seed = 0;
        while (found == null && seed < seeds) {
            found = simulator.apply(++seed);
        }
        TABLE.add(String.format("%-34s %5d %8.1f  %s", what, seed, (System.nanoTime() - startNs) / 1e9, found == null ? "-" : found));
        return found;
    }

    @AfterAll
    static void print() {
        pool.shutdownNow();
        System.out.printf("%-34s %5s %8s  %s%n", "fault", "seed", "seconds", "found by");
        TABLE.forEach(System.out::println);
    }
}
