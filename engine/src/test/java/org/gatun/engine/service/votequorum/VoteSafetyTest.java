package org.gatun.engine.service.votequorum;

import static org.gatun.engine.service.votequorum.VoteRing.on;
import static org.gatun.engine.service.votequorum.VoteRing.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.gatun.engine.config.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random losses, merges and restarts, one after the other, all from seeds: whatever the option, never are two parts of the cluster
 * quorate at once, and all nodes of a part agree. Not so under last_man_standing: nodes that were in a shrunken cluster, and left it, make
 * another with nodes that it had lost.
 */
final class VoteSafetyTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 25;

    /** Options, and whether nodes may lose their memory under them. */
    enum Options {
        PLAIN(true, Map.of()),
        WAIT_FOR_ALL(true, Map.of("wait_for_all", on())),
        LOWEST(false, Map.of("wait_for_all", on(), "auto_tie_breaker", on())),
        HIGHEST(false, Map.of("wait_for_all", on(), "auto_tie_breaker", on(), "auto_tie_breaker_node", text("highest")));

        private final boolean restarts;
        private final Map<String, Value> map;

        Options(final boolean restarts, final Map<String, Value> map) {
            this.restarts = restarts;
            this.map = map;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeverHaveTwoQuorateParts(final Options options) {
        int quorateSteps = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            final Random random = new Random(seed);
            final int size = 2 + random.nextInt(5);
            final int[] all = IntStream.rangeClosed(1, size).toArray();
            final VoteRing ring = VoteRing.of(size, options.map).start(all).ring(all);
            List<int[]> parts = List.of(all);
            for (int step = 0; step < STEPS; step++) {
                if (options.restarts && random.nextInt(3) == 0) {
                    ring.start(1 + random.nextInt(size));
                }
                final List<int[]> next = parts(random, size);
                splinters(parts, next).forEach(ring::ring);
                next.forEach(ring::ring);
                parts = next;
                if (random.nextBoolean()) {
                    ring.pass(1000);
                }
                quorateSteps += assertSafe(ring, parts, "seed " + seed + ", step " + step);
            }
        }
        assertTrue(quorateSteps > SEEDS * STEPS / 10, "hardly ever quorate: " + quorateSteps);
    }

    /** The number of quorate parts, which is 0 or 1. */
    private static int assertSafe(final VoteRing ring, final List<int[]> parts, final String when) {
        int quorate = 0;
        for (final int[] part : parts) {
            final boolean first = ring.isQuorate(part[0]);
            for (final int id : part) {
                assertEquals(first, ring.isQuorate(id), () -> when + ": node " + id + " differs from node " + part[0]);
            }
            quorate += first ? 1 : 0;
        }
        assertTrue(quorate <= 1, when + ": " + quorate + " quorate parts");
        return quorate;
    }

    /** What a part breaks into before the pieces merge to the next parts. */
    private static List<int[]> splinters(final List<int[]> parts, final List<int[]> next) {
        return parts.stream().flatMap(part -> next.stream()
            .map(other -> Arrays.stream(part).filter(id -> TieBreaker.contains(other, id)).toArray()))
            .filter(splinter -> splinter.length > 0).toList();
    }

    private static List<int[]> parts(final Random random, final int size) {
        final List<List<Integer>> parts = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        final int count = 1 + random.nextInt(3);
        for (int id = 1; id <= size; id++) {
            parts.get(random.nextInt(count)).add(id);
        }
        Collections.shuffle(parts, random);
        return parts.stream().filter(part -> !part.isEmpty()).map(part -> part.stream().mapToInt(Integer::intValue).toArray()).toList();
    }
}
