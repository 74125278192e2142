package org.gatun.test.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.LinkFaults;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rings of two links, of different IP families: what is sent keeps its order and arrives, whatever becomes of one of them. */
@Tag("interop")
class KnetLinksTest {
    private static final ClusterSettings CLEAR = ClusterSettings.QUICK.withTransport(Transport.KNET_TWO_LINKS);
    private static final ClusterSettings SETTINGS = CLEAR.with(ClusterSettings.crypto("nss", "aes256", "sha256"));
    /** libknet finds a link down long before the ring gives up. */
    private static final ClusterSettings PATIENT = SETTINGS.withTokenMs(6000).with(Stream.of(0, 1).map(link ->
        "interface {\n        linknumber: " + link + "\n        knet_ping_interval: 200\n        knet_ping_timeout: 400\n    }").toList());
    private static final Duration CHANGE = Duration.ofSeconds(20);
    /** A probe that is too long waits for its answer until a timeout. */
    private static final Duration DISCOVERY = Duration.ofSeconds(60);
    private static final Duration SENDING = Duration.ofSeconds(60);
    private static final String LOAD = "150:1:1400 3:1:100000";
    private static final int LOAD_COUNT = 153;
    private static final String LONG_LOAD = "20000:1:1400 200:1401:65536";
    private static final int LONG_LOAD_COUNT = 20_200;

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG");
    }

    static Stream<Arguments> mixesAndModes() {
        return mixes().flatMap(mix -> Stream.of("passive", mix.letters().startsWith("G") ? "active" : "rr")
            .map(mode -> Arguments.of(mix, mode)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("mixesAndModes")
    void shouldKeepOrderWhenLinksComeAndGo(final Mix mix, final String mode) {
        try (Cluster cluster = new Cluster(mix, SETTINGS.with(List.of("link_mode: " + mode)), 4).start()) {
            awaitLinks(cluster, "33");
            assertCarriesWith(cluster, "clean", faults -> LinkFaults.NONE);
            assertCarriesWith(cluster, "loss", faults -> faults.withOnly(LinkFaults.IPV6).withLoss(0.1));
            cluster.network().heal();
            cluster.network().setFaults(faults -> faults.withOnly(LinkFaults.IPV4).withCut(true));
            awaitLinks(cluster, "13");
            cluster.engines().forEach(engine -> assertTrue(
                engine.log().stream().anyMatch(line -> line.matches(".*\\[KNET  \\] link: host: \\d link: 0 is down")),
                () -> engine + "\n" + engine.lastLogLines(20)));
            assertCarriesWith(cluster, "cut", faults -> faults);
            cluster.network().heal();
            awaitLinks(cluster, "33");
            cluster.awaitRing(mix.nodeIds(), CHANGE);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldFormAgainWhenBothLinksWereCut(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 5).start()) {
            cluster.network().partition(List.of(List.of(1, 2), List.of(3)));
            cluster.awaitRing(List.of(1, 2), CHANGE);
            cluster.network().heal();
            cluster.awaitRing(mix.nodeIds(), CHANGE);
            assertCarriesWith(cluster, "healed", faults -> faults);
        }
    }

    /** What is sent right after a cut goes out on the dead link until libknet has found it so. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldLoseNothingWhenLinksFlapUnderLoad(final Mix mix) {
        final List<Integer> nodes = mix.nodeIds();
        final int flaps = 4;
        try (Cluster cluster = new Cluster(mix, PATIENT, 7).start();
            RecorderGroup group = new RecorderGroup(cluster, "flaps").join(nodes)) {
            awaitLinks(cluster, "33");
            group.mark("load");
            for (int flap = 0; flap < flaps; flap++) {
                final boolean first = flap % 2 == 0;
                group.send(nodes, flap, LOAD);
                cluster.network().setFaults(faults -> faults.withOnly(first ? LinkFaults.IPV4 : LinkFaults.IPV6).withCut(true));
                group.send(nodes, flaps + flap, LOAD);
                awaitLinks(cluster, first ? "13" : "31");
                cluster.network().heal();
                group.send(nodes, 2 * flaps + flap, LOAD);
                awaitLinks(cluster, "33");
            }
            group.awaitSent(nodes, 3 * flaps, SENDING);
            group.mark("done");
            group.assertSameSection("load", nodes);
            assertTrue(group.end(1, "load").contains(" n=" + 3 * flaps * LOAD_COUNT * nodes.size() + " "), () -> group.end(1, "load"));
            assertEquals(List.of(), group.changes(1, "load"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldLoseNothingWithinAConfigurationWhenBothLinksAreCutUnderLoad(final Mix mix) {
        final List<Integer> together = List.of(1, 2);
        try (Cluster cluster = new Cluster(mix, SETTINGS, 8).start();
            RecorderGroup group = new RecorderGroup(cluster, "parted").join(mix.nodeIds())) {
            group.mark("load");
            group.watch(1, LONG_LOAD_COUNT / 4);
            group.send(mix.nodeIds(), 5, LONG_LOAD);
            group.awaitDelivered(1, "load", LONG_LOAD_COUNT / 4, SENDING);
            cluster.network().partition(List.of(together, List.of(3)));
            cluster.awaitRing(together, CHANGE);
            cluster.awaitRing(List.of(3), CHANGE);
            cluster.network().heal();
            cluster.awaitRing(mix.nodeIds(), CHANGE);
            group.awaitMembers(mix.nodeIds());
            group.awaitSent(mix.nodeIds(), 1, SENDING);
            group.mark("healed");
            group.send(mix.nodeIds(), 6, LOAD);
            group.awaitSent(mix.nodeIds(), 2, SENDING);
            group.mark("done");
            group.assertSameSection("load", together);
            together.forEach(id -> assertDelivered(group.end(1, "load"), id, LONG_LOAD_COUNT));
            assertDelivered(group.end(3, "load"), 3, LONG_LOAD_COUNT);
            group.assertSameSection("healed", mix.nodeIds());
            mix.nodeIds().forEach(id -> assertDelivered(group.end(1, "healed"), id, LOAD_COUNT));
        }
    }

    /** Whether a section had no bad message, and so many of a sender. */
    private static void assertDelivered(final String end, final int sender, final int count) {
        assertTrue(end.matches(".* bad=0 from=(.*,)?" + sender + ":" + count + "(,.*)?"), () -> "sender " + sender + ": " + end);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldFindTheMtuOfThePath(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, CLEAR, 6)) {
            cluster.network().setFaults(faults -> faults.withOnly(LinkFaults.IPV4).withMtu(1300));
            cluster.start();
            assertCarriesWith(cluster, "small", faults -> faults);
            for (final Engine engine : cluster.engines()) {
                Await.until(engine + " has found the MTU", DISCOVERY, () -> {
                    final String status = engine.run("corosync-cfgtool", "-n").output();
                    return status.contains("mtu: 1246") && status.contains("mtu: 1426") ? Optional.empty() : Optional.of(status);
                }, cluster::diagnosis);
            }
        }
    }

    /** With sealed packets libknet waits minutes for probes that are too long, and sends short packets meanwhile. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldCarrySealedMessagesWhenOnePathIsNarrow(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 9)) {
            final UnaryOperator<LinkFaults> narrow = faults -> faults.withOnly(LinkFaults.IPV4).withMtu(1000);
            cluster.network().setFaults(1, 3, narrow);
            cluster.network().setFaults(3, 1, narrow);
            cluster.start();
            awaitLinks(cluster, "33");
            assertCarriesWith(cluster, "both", faults -> faults);
            cluster.network().setFaults(2, 3, faults -> faults.withOnly(LinkFaults.IPV6).withCut(true));
            assertCarriesWith(cluster, "crossed", faults -> faults);
        }
    }

    /** Sends from all nodes while faults are there: every message arrives everywhere, in one order, and the ring stays. */
    private static void assertCarriesWith(final Cluster cluster, final String name, final UnaryOperator<LinkFaults> faults) {
        final List<Integer> nodes = cluster.mix().nodeIds();
        try (RecorderGroup group = new RecorderGroup(cluster, name).join(nodes)) {
            cluster.network().setFaults(faults);
            group.mark("load");
            group.send(nodes, 5, LOAD);
            group.awaitSent(nodes, 1, SENDING);
            group.mark("done");
            group.assertSameSection("load", nodes);
            assertTrue(group.end(1, "load").contains(" n=" + LOAD_COUNT * nodes.size() + " "), () -> name + ": " + group.end(1, "load"));
            assertEquals(List.of(), group.changes(1, "load"));
        }
    }

    /** Waits until every node has every link to every other in these states, a digit a link: 3 = connected, 1 = not. */
    private static void awaitLinks(final Cluster cluster, final String states) {
        for (final Engine engine : cluster.engines()) {
            Await.until(engine + " has its links in the states " + states, CHANGE, () -> {
                final String text = engine.run("corosync-cfgtool", "-s", "-b").output();
                for (int link = 0; link < states.length(); link++) {
                    final String expected = states.substring(link, link + 1).repeat(cluster.mix().size());
                    final StringBuilder status = new StringBuilder(expected);
                    status.setCharAt(engine.nodeId() - 1, 'n');
                    if (!text.matches("(?s).*LINK ID " + link + " udp\\s+addr\\s+= \\S+\\s+status\\s+= " + status + "\\s.*")) {
                        return Optional.of(text);
                    }
                }
                return Optional.empty();
            }, cluster::diagnosis);
        }
    }
}
