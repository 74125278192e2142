package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Mix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Rings of five nodes: one Gatun among C nodes, one C among Gatun nodes, half and half. */
@Tag("interop")
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class FiveNodeRingTest extends RingScenario {
    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration CHANGE = Duration.ofSeconds(30);

    static Stream<Mix> mixes() {
        return Mix.selected("GCCCC", "CGGGG", "GCGCG");
    }

    @Test
    void shouldDeliverSameSequenceWhenAllSend() {
        final Load load = Load.of(10);
        group().mark("load");
        group().send(nodes(), 1, load.kinds());
        group().awaitSent(nodes(), 1, LOAD_TIMEOUT);
        group().mark("done");
        group().assertSameSection("load", nodes());
        final String end = group().end(1, "load");
        assertTrue(end.contains(" n=" + load.count() * mix().size() + " "), mix() + ": not complete: " + load + ": " + end);
    }

    @Test
    void shouldMergeWhenMinorityIsPartedAndHealed() {
        final List<Integer> minority = List.of(1, 4);
        final List<Integer> majority = List.of(2, 3, 5);
        group().mark("parted");
        cluster().network().partition(List.of(minority, majority));
        cluster().awaitRing(majority, CHANGE);
        cluster().awaitRing(minority, CHANGE);
        group().awaitMembers(majority);
        group().awaitMembers(minority);
        cluster().network().heal();
        cluster().awaitRing(nodes(), CHANGE);
        group().awaitMembers(nodes());
        group().mark("merged");
        group().assertSameSection("parted", majority);
        group().assertSameSection("parted", minority);
    }

    @Test
    void shouldFormAgainWhenRepresentativeAndAnotherAreKilled() {
        final List<Integer> survivors = List.of(2, 3, 5);
        group().mark("killed");
        cluster().engine(1).kill();
        cluster().engine(4).kill();
        group().forget(1);
        group().forget(4);
        cluster().awaitRing(survivors, CHANGE);
        group().awaitMembers(survivors);
        group().mark("gone");
        group().assertSameSection("killed", survivors);
        cluster().engine(1).start();
        cluster().engine(4).start();
        cluster().awaitRing(nodes(), Cluster.FORMATION);
    }
}
