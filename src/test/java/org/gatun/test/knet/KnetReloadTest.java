package org.gatun.test.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.gatun.test.engines.Tools;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of {@code corosync.conf} while a mixed ring runs. */
@Tag("interop")
class KnetReloadTest {
    private static final Duration CHANGE = Duration.ofSeconds(20);
    /** Messages of each node during a change. */
    private static final int LOAD = 20_000;
    private static final ClusterSettings SETTINGS = ClusterSettings.QUICK.withTransport(Transport.KNET_TWO_LINKS);
    private static final ClusterSettings SEALED = SETTINGS.with(ClusterSettings.crypto("openssl", "aes256", "sha256"));

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG");
    }

    static Stream<Mix> mixesAndGatun() {
        return Mix.selected("CGG", "GGG");
    }

    /** Cipher, then key, then neither, each while all nodes send. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixesAndGatun")
    void shouldLoseNothingWhenCipherAndKeyChange(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SEALED.withTokenMs(5000), 7).start();
            RecorderGroup group = new RecorderGroup(cluster, "rollover").join(mix.nodeIds());
            RecorderGroup marks = new RecorderGroup(cluster, "marks").join(mix.nodeIds())) {
            // Another cipher alone is lossy with libknet: the old hash fits, so that the other settings are not tried.
            changeUnderLoad(cluster, group, marks, 1, "crypto reconfigured on index 2: openssl/aes128/sha512",
                text -> text.replace("crypto_cipher: aes256", "crypto_cipher: aes128").replace("crypto_hash: sha256", "crypto_hash: sha512"));
            changeUnderLoad(cluster, group, marks, 2, "crypto reconfigured on index 1: openssl/aes128/sha512", text -> text.replace("k3y-", "n3w-"));
            changeUnderLoad(cluster, group, marks, 3, "crypto reconfigured on index 2: openssl/none/none",
                text -> text.replace("crypto_cipher: aes128", "crypto_cipher: none").replace("crypto_hash: sha512", "crypto_hash: none"));
        }
    }

    private static void changeUnderLoad(final Cluster cluster, final RecorderGroup group, final RecorderGroup marks, final int number,
        final String logged, final UnaryOperator<String> edit) {
        final List<Integer> ids = cluster.mix().nodeIds();
        final String section = "load" + number;
        group.mark(section);
        group.watch(1, LOAD / 10);
        group.send(ids, 6 + number, LOAD + ":1:1400");
        group.awaitDelivered(1, section, LOAD / 10, CHANGE);
        reload(cluster, edit);
        awaitLog(cluster, logged);
        assertTrue(ids.stream().anyMatch(id -> group.loadsSent(id) < number), "all was sent before the settings were loaded");
        awaitRollOver(marks, section);
        group.awaitSent(ids, number, Duration.ofSeconds(120));
        group.mark("end" + number);
        group.assertSameSection(section, ids);
        assertTrue(group.end(1, section).contains(" n=" + LOAD * ids.size() + " "), () -> group.end(1, section));
        assertEquals(List.of(), group.changes(1, section));
    }

    /** One after the other on a running ring. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = "CGG")
    void shouldCarryMessagesWithEveryCipherAndHash(final String mix) {
        try (Cluster cluster = new Cluster(new Mix(mix), SEALED.withTokenMs(5000), 10).start()) {
            for (final String suite : suites()) {
                final String[] words = suite.split("/");
                reload(cluster, text -> text.replaceAll("crypto_model: .*", "crypto_model: " + words[0])
                    .replaceAll("crypto_cipher: .*", "crypto_cipher: " + words[1]).replaceAll("crypto_hash: .*", "crypto_hash: " + words[2]));
                awaitLog(cluster, ": " + suite);
                awaitQuiet(cluster);
                Carried.assertEverything(cluster);
            }
        }
    }

    /** Every cipher with every hash; both change each time, since with the old hash libknet does not try the other settings. */
    private static List<String> suites() {
        final List<String> ciphers = List.of("aes128", "aes192", "aes256");
        final List<String> hashes = List.of("md5", "sha1", "sha256", "sha384", "sha512");
        return IntStream.range(0, ciphers.size() * hashes.size()).mapToObj(i -> (i % 2 == 0 ? "nss/" : "openssl/")
            + ciphers.get(i % ciphers.size()) + '/' + hashes.get(i % hashes.size())).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldChangeLinksTimersAndNodes(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 8)) {
            final String[] node3 = new String[1];
            for (final Engine engine : cluster.engines()) {
                engine.editConfiguration(text -> {
                    final int from = text.indexOf("    node {\n        nodeid: 3");
                    final int to = text.indexOf("    }\n", from) + "    }\n".length();
                    node3[0] = text.substring(from, to);
                    return engine.nodeId() == 3 ? text : text.replace(node3[0], "");
                });
            }
            final List<Integer> two = List.of(1, 2);
            two.forEach(id -> cluster.engine(id).start());
            awaitMembers(cluster, two);
            cluster.engine(3).start();
            reload(cluster, two, text -> text.replace("nodelist {\n", "nodelist {\n" + node3[0]));
            cluster.awaitRing(mix.nodeIds(), Cluster.FORMATION);
            reload(cluster, text -> text.replaceAll("ring1_addr: .*", ""));
            awaitLinks(cluster, mix.nodeIds(), 1);
            reload(cluster, text -> text.replaceAll("(ring0_addr: 10\\.77\\.0\\.(\\d))", "$1\n        ring1_addr: fd77::$2")
                .replace("totem {\n", "totem {\n    interface {\n        linknumber: 1\n        knet_ping_interval: 333\n"
                    + "        knet_ping_timeout: 2000\n    }\n"));
            awaitLinks(cluster, mix.nodeIds(), 2);
            cluster.engines().forEach(engine -> assertTrue(engine.run("corosync-cmapctl", "-g",
                "runtime.config.totem.interface.1.knet_ping_interval").output().contains("= 333"), engine::toString));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldChangeNothingWhenTheFileIsWrong(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 9).start()) {
            final Engine gatun = cluster.engines().get(mix.letters().indexOf('G'));
            final String ring = cluster.status(1).orElseThrow().ringId();
            gatun.editConfiguration(text -> text.replace("ring1_addr: fd77::1", "ring1_addr: fd77::11"));
            assertFalse(gatun.run("corosync-cfgtool", "-R").isSuccess());
            awaitLog(cluster, gatun, "New config has different address for link 1");
            assertTrue(gatun.run("corosync-cmapctl", "-g", "nodelist.node.0.ring1_addr").output().endsWith("= fd77::1\n"));
            awaitLinks(cluster, mix.nodeIds(), 2);
            assertEquals(ring, cluster.status(1).orElseThrow().ringId());
        }
    }

    /** Waits until no node has sent a message for a while. */
    private static void awaitQuiet(final Cluster cluster) {
        final List<Tools> tools = cluster.engines().stream().map(Tools::new).toList();
        final List<Long> last = new ArrayList<>();
        Await.until("no more messages", CHANGE, () -> {
            final List<Long> sent = tools.stream().map(node -> node.counter("stats.srp.mcast_tx")).toList();
            final boolean same = sent.equals(last);
            last.clear();
            last.addAll(sent);
            return same ? Optional.empty() : Optional.of("sent " + sent);
        }, cluster::diagnosis);
    }

    /**
     * Waits until all nodes have forgotten the old settings: each sends two messages in turn about that, the second when the first has
     * come back, and what it sends afterwards is delivered afterwards.
     */
    private static void awaitRollOver(final RecorderGroup marks, final String change) {
        for (int round = 1; round <= 3; round++) {
            for (final int id : marks.nodeIds()) {
                marks.mark(id, change + "-round" + round + "-" + id, marks.nodeIds());
            }
        }
    }

    private static void reload(final Cluster cluster, final UnaryOperator<String> edit) {
        reload(cluster, cluster.mix().nodeIds(), edit);
    }

    private static void reload(final Cluster cluster, final List<Integer> nodes, final UnaryOperator<String> edit) {
        nodes.forEach(id -> cluster.engine(id).editConfiguration(edit));
        final Commands.Result result = cluster.engine(nodes.getFirst()).run("corosync-cfgtool", "-R");
        assertTrue(result.isSuccess(), () -> result.output() + "\n" + cluster.diagnosis());
    }

    private static void awaitLog(final Cluster cluster, final String words) {
        cluster.engines().forEach(engine -> awaitLog(cluster, engine, words));
    }

    private static void awaitLog(final Cluster cluster, final Engine engine, final String words) {
        Await.until(engine + " logs " + words, CHANGE, () -> engine.log().stream().anyMatch(line -> line.contains(words))
            ? Optional.empty() : Optional.of(engine.lastLogLines(10)), cluster::diagnosis);
    }

    private static void awaitMembers(final Cluster cluster, final List<Integer> nodes) {
        for (final int id : nodes) {
            Await.until("node " + id + " has the members " + nodes, Cluster.FORMATION, () -> cluster.status(id)
                .filter(status -> List.copyOf(status.members()).equals(nodes)).isPresent() ? Optional.empty()
                : Optional.of("" + cluster.status(id)), cluster::diagnosis);
        }
    }

    /** Waits until every node is connected to all others by so many links. */
    private static void awaitLinks(final Cluster cluster, final List<Integer> nodes, final int links) {
        for (final int id : nodes) {
            Await.until("node " + id + " has " + links + " links", CHANGE, () -> {
                final String text = cluster.engine(id).run("corosync-cfgtool", "-n").output();
                final long connected = text.lines().filter(line -> line.contains("enabled connected")).count();
                final long all = text.lines().filter(line -> line.contains("LINK: ")).count();
                return connected == (long)links * (nodes.size() - 1) && all == connected ? Optional.empty() : Optional.of(text);
            }, cluster::diagnosis);
        }
    }
}
