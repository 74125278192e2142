package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.engines.Mix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** All nodes send at once, and all deliver the same sequence: on a clean network, on bad ones, and while a node dies. */
@Tag("interop")
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class AgreedOrderTest extends RingScenario {
    private static final List<String> FULL_LOAD = List.of("CGG", "GCC");
    /** Where each lost token costs the time until it is sent again. */
    private static final List<String> FULL_LOAD_WITH_LOSS = List.of("CGG");
    private static final int FULL = 100;
    private static final int REDUCED = 25;
    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(180);

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG", "GGG", "DDC");
    }

    /** The probability that a packet is lost on a bad network. */
    double loss() {
        return 0.05;
    }

    /** All of it with these mixes, and with others a part. */
    private Load load(final List<String> all) {
        return Load.of(all.contains(mix().letters()) ? FULL : REDUCED);
    }

    private void assertAllDeliver(final Load load) {
        group().mark("load");
        group().send(nodes(), 1, load.kinds());
        group().awaitSent(nodes(), 1, LOAD_TIMEOUT);
        group().mark("done");
        group().assertSameSection("load", nodes());
        final String end = group().end(1, "load");
        assertTrue(end.contains(" n=" + load.count() * mix().size() + " "), mix() + ": not complete: " + load + ": " + end);
    }

    @Test
    void shouldDeliverSameSequenceWhenNetworkIsClean() {
        assertAllDeliver(load(FULL_LOAD));
    }

    @Test
    void shouldDeliverSameSequenceWhenNetworkLosesFrames() {
        cluster().network().setFaults(faults -> faults.withLoss(loss()));
        assertAllDeliver(load(FULL_LOAD_WITH_LOSS));
    }

    @Test
    void shouldDeliverSameSequenceWhenNetworkReordersAndDuplicates() {
        cluster().network().setFaults(faults -> faults.withReorder(0.05, 1_000_000).withDuplicate(0.05));
        assertAllDeliver(load(FULL_LOAD));
    }

    @Test
    void shouldDeliverSameSequenceOnSurvivorsWhenNodeIsKilled() {
        final int victim = mix().size();
        final List<Integer> survivors = without(victim);
        final Load load = load(FULL_LOAD);
        group().mark("load");
        group().watch(1, load.count() / 4);
        group().send(nodes(), 2, load.kinds());
        group().awaitDelivered(1, "load", load.count() / 4, LOAD_TIMEOUT);
        cluster().engine(victim).kill();
        group().forget(victim);
        group().awaitSent(survivors, 1, LOAD_TIMEOUT);
        group().awaitMembers(survivors);
        group().mark("done");
        group().assertSameSection("load", survivors);
        final String end = group().end(1, "load");
        survivors.forEach(id -> assertTrue(end.matches(".*[=,]" + id + ":" + load.count() + "(,.*)?"),
            mix() + ": not all messages of survivor " + id + ": " + end));
    }
}
