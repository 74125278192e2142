package org.gatun.test.tools;


import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.gatun.test.engines.Tools;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.LinkFaults;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that count or tell what happens move when it happens, on nodes of both kinds. */
@Tag("interop")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveKeysTest {
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int OTHER = 3;
    private static final String LOAD = "300:100:1400 5:20000:100000";

    /** Of lines of a prefix and names. What moves by chance only, as errors and extremes, is not here. */
    private static final String LIVE = """
        resources.system.load_15min. last_updated
        resources.system.memory_used. last_updated
        runtime.config.totem. consensus token
        runtime.members.OTHER. config_version join_count status
        runtime.services. cfg.3.rx cmap.0.rx cmap.0.tx cpg.2.rx cpg.2.tx cpg.3.rx cpg.3.tx cpg.5.rx cpg.5.tx votequorum.0.rx votequorum.0.tx
        runtime.votequorum. highest_node_id
        stats.ipcs.global. closed
        stats.ipcs.service2.CLIENT. dispatched flow_control_count queued queueing requests sent
        stats.knet.handle. rx_compressed_original_bytes rx_compressed_packets rx_compressed_size_bytes rx_compress_time_ave
        stats.knet.handle. tx_compressed_original_bytes tx_compressed_packets tx_compressed_size_bytes tx_compress_time_ave
        stats.knet.handle. rx_crypt_packets rx_crypt_time_ave tx_crypt_byte_overhead tx_crypt_packets tx_crypt_time_ave tx_uncompressed_packets
        stats.knet.nodePEER.link0. connected down_count latency_ave latency_samples up_count rx_data_bytes rx_data_packets rx_ping_bytes
        stats.knet.nodePEER.link0. rx_ping_packets
        stats.knet.nodePEER.link0. rx_pmtu_bytes rx_pmtu_packets rx_pong_bytes rx_pong_packets rx_total_bytes rx_total_packets tx_data_bytes
        stats.knet.nodePEER.link0. tx_data_packets tx_ping_bytes tx_ping_packets tx_pmtu_bytes tx_pmtu_packets tx_pong_bytes tx_pong_packets
        stats.knet.nodePEER.link0. tx_total_bytes tx_total_packets
        stats.knet.nodeOTHER.link1. connected down_count latency_ave latency_samples up_count rx_ping_packets rx_pong_packets tx_ping_packets
        stats.knet.nodeOWN.link0. tx_data_bytes tx_data_packets tx_total_bytes tx_total_packets
        stats.srp. avg_backlog_calc commit_entered consensus_timeouts gather_entered mcast_retx mcast_rx mcast_tx memb_commit_token_rx
        stats.srp. memb_commit_token_tx memb_join_rx memb_join_tx memb_merge_detect_rx memb_merge_detect_tx mtt_rx_token operational_entered
        stats.srp. operational_token_lost orf_token_rx orf_token_tx recovery_entered time_since_token_last_received token_hold_cancel_rx
        stats.srp. token_hold_cancel_tx
        totem. token
        """;

    private static final String COUNTER = "stats\\.(srp\\..*_(rx|tx|entered)|knet\\.(?!.*pmtu).*_(packets|bytes|count)|ipcs\\.global\\.closed)";

    private final Map<Integer, Map<String, String>> last = new HashMap<>();
    private final Map<Integer, Set<String>> moved = new HashMap<>();

    /** Compares with the last time, and notes the keys whose values are others; nodes and clients go by their parts. */
    private void look(final Engine engine) {
        final Map<String, String> now = new HashMap<>();
        for (final String[] command : new String[][] {{"corosync-cmapctl"}, {"corosync-cmapctl", "-m", "stats"}}) {
            engine.run(command).orThrow().output().lines().filter(line -> line.contains(" = "))
                .forEach(line -> now.put(line.replaceFirst(" .*", ""), line.replaceFirst(".*? = ", "")));
        }
        final Map<String, String> before = last.put(engine.nodeId(), now);
        if (before != null) {
            final Set<String> keys = moved.computeIfAbsent(engine.nodeId(), id -> new TreeSet<>());
            now.forEach((key, value) -> {
                if (before.containsKey(key) && !before.get(key).equals(value)) {
                    keys.add(plain(key, engine.nodeId()));
                }
            });
        }
    }

    private static String plain(final String key, final int ownId) {
        return key.replaceFirst("(ipcs\\.service\\d+)\\.\\d+\\.0x\\p{XDigit}+", "$1.CLIENT").replace("node" + ownId + ".", "nodeOWN.")
            .replace("node" + OTHER + ".", "nodeOTHER.").replaceFirst("node\\d+\\.", "nodePEER.").replace("members." + OTHER + ".", "members.OTHER.");
    }

    private void look(final Cluster cluster) {
        look(cluster.engine(1));
        look(cluster.engine(2));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = {"CGC", "GCG"})
    void shouldMoveWhenThatHappens(final String mix) {
        final ClusterSettings settings = ClusterSettings.QUICK.withTransport(Transport.KNET_TWO_LINKS)
            .with(ClusterSettings.crypto("openssl", "aes256", "sha256"))
            .with(List.of("knet_compression_model: zlib", "knet_compression_threshold: 200"));
        try (Cluster cluster = new Cluster(new Mix(mix), settings, 84)) {
            cluster.engines().forEach(engine -> engine.editConfiguration(text -> text + "resources {\nsystem {\nmemory_used {\nmax: 100\n"
                + "poll_period: 500\n}\nload_15min {\nmax: 1000\npoll_period: 500\n}\n}\n}\n"));
            cluster.start();
            try (RecorderGroup group = new RecorderGroup(cluster, "live").join(List.of(1, 2))) {
                look(cluster);
                load(group, 1);
                look(cluster);
                cluster.network().setFaults(faults -> faults.withLoss(0.05));
                load(group, 2);
                cluster.network().setFaults(faults -> LinkFaults.NONE);
                look(cluster);
                backlog(cluster, group);
                look(cluster);
                changes(cluster);
            }
            assertEquals(cleared(cluster, 1), cleared(cluster, 2));
            for (final int id : List.of(1, 2)) {
                final Set<String> missing = live();
                missing.removeAll(moved.get(id));
                assertEquals(Set.of(), missing, () -> "did not move on " + cluster.engine(id));
            }
        }
    }

    private static Set<String> live() {
        final Set<String> keys = new TreeSet<>();
        for (final String line : LIVE.lines().toList()) {
            final String[] words = line.split(" ");
            Stream.of(words).skip(1).forEach(name -> keys.add(words[0] + name));
        }
        return keys;
    }

    private static void load(final RecorderGroup group, final int times) {
        group.send(List.of(1, 2), times, LOAD);
        group.awaitSent(List.of(1, 2), times, STEP);
    }

    /** A client of each node reads nothing for a while, as much comes for it as no ring holds. */
    private void backlog(final Cluster cluster, final RecorderGroup group) {
        for (final int id : List.of(1, 2)) {
            group.recorder(id).pause();
            group.send(List.of(3 - id), 3, "20:1000000:1000000");
            final Engine engine = cluster.engine(id);
            Await.until("a backlog on " + engine, STEP, () -> engine.run("corosync-cmapctl", "-m", "stats", "stats.ipcs.service2.").orThrow()
                .output().lines().anyMatch(line -> line.contains(".queueing ") && line.endsWith("= 1")) ? Optional.empty() : Optional.of("none"),
                cluster::diagnosis);
            look(cluster);
            group.recorder(id).resume();
            group.awaitSent(List.of(3 - id), 3, STEP);
        }
    }

    private void changes(final Cluster cluster) {
        cluster.engine(OTHER).pause();
        lookAt(cluster, List.of(1, 2));
        cluster.engine(OTHER).resume();
        lookAt(cluster, List.of(1, 2, OTHER));
        cluster.engine(OTHER).kill();
        lookAt(cluster, List.of(1, 2));
        cluster.engine(OTHER).start();
        lookAt(cluster, List.of(1, 2, OTHER));
        cluster.network().partition(List.of(List.of(1), List.of(2), List.of(OTHER)));
        for (final int id : List.of(1, 2)) {
            // The token may be lost before the links are.
            final Tools tools = new Tools(cluster.engine(id));
            Await.until("node " + id + " alone", STEP, () -> cluster.status(id).filter(status -> status.members().size() == 1).isPresent()
                && tools.counter("stats.knet.node" + (OTHER - id) + ".link0.connected") == 0
                && tools.counter("stats.knet.node" + OTHER + ".link1.connected") == 0 ? Optional.empty() : Optional.of("not yet"),
                cluster::diagnosis);
        }
        look(cluster);
        cluster.network().heal();
        lookAt(cluster, List.of(1, 2, OTHER));
        cluster.engines().forEach(engine -> engine.editConfiguration(text -> text
            .replace("    token: 1000", "    config_version: 2\n    token: 1500")));
        cluster.engine(1).run("corosync-cfgtool", "-R").orThrow();
        look(cluster);
        // A C engine reckons the links' timers with the token that was there before the reload.
        cluster.engine(1).run("corosync-cfgtool", "-R").orThrow();
        Await.until("the same timers of links", STEP, () -> {
            look(cluster);
            return timers(1).equals(timers(2)) && timers(1).contains("knet_ping_timeout=750") ? Optional.empty()
                : Optional.of(timers(1) + "\n" + timers(2));
        }, cluster::diagnosis);
    }

    /** Looks when the ring has these nodes. */
    private void lookAt(final Cluster cluster, final List<Integer> nodeIds) {
        cluster.awaitRing(nodeIds, STEP);
        look(cluster);
    }

    /** For each thing that can be cleared the counters that it makes less; what goes up and down by itself is left out. */
    private Map<String, Set<String>> cleared(final Cluster cluster, final int id) {
        final Map<String, Set<String>> all = new TreeMap<>();
        final Set<String> live = live();
        final Engine engine = cluster.engine(id);
        // With those of knet C clears those of the ring, too.
        final Map<String, String> prefixes = Map.of("totem", "stats.srp.", "knet", "stats.knet.", "ipc", "stats.ipcs.");
        for (final String what : List.of("totem", "knet", "ipc")) {
            look(engine);
            final Map<String, String> before = last.get(id);
            engine.run("corosync-cmapctl", "-C", what).orThrow();
            look(engine);
            final Set<String> less = new TreeSet<>();
            last.get(id).forEach((key, value) -> {
                if (key.startsWith(prefixes.get(what)) && key.matches(COUNTER) && live.contains(plain(key, id))
                    && new BigInteger(value).compareTo(new BigInteger(before.getOrDefault(key, "0"))) < 0) {
                    less.add(plain(key, id));
                }
            });
            all.put(what, less);
        }
        assertTrue(all.get("totem").contains("stats.srp.mcast_tx") && all.get("knet").contains("stats.knet.handle.tx_crypt_packets"), all::toString);
        return all;
    }

    private String timers(final int nodeId) {
        return last.get(nodeId).entrySet().stream().filter(entry -> entry.getKey().contains(".knet_ping_")).map(Map.Entry::toString).sorted()
            .collect(Collectors.joining(" "));
    }
}
