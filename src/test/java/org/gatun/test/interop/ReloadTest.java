package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of the configuration while a ring runs, by file and by key, and what the daemon says when it cannot run. */
@Tag("interop")
class ReloadTest {
    private static final Duration CHANGE = Duration.ofSeconds(20);
    private static final int ALREADY_RUNNING = 18;

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG", "DGC");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldAddAndRemoveNodes(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 31)) {
            final String[] node3 = new String[1];
            final List<Integer> two = List.of(1, 2);
            for (final int id : two) {
                cluster.engine(id).editConfiguration(text -> {
                    final int from = text.indexOf("    node {\n        nodeid: 3");
                    node3[0] = text.substring(from, text.indexOf("    }\n", from) + "    }\n".length());
                    return text.replace(node3[0], "");
                });
                cluster.engine(id).start();
            }
            awaitMembers(cluster, two);
            cluster.engine(3).start();
            reload(cluster, two, text -> text.replace("nodelist {\n", "nodelist {\n" + node3[0]));
            cluster.awaitRing(mix.nodeIds(), Cluster.FORMATION);
            try (RecorderGroup group = new RecorderGroup(cluster, "reload").join(mix.nodeIds())) {
                group.mark("all");
                group.send(mix.nodeIds(), 3, "200:1:2000");
                group.awaitSent(mix.nodeIds(), 1, CHANGE);
                group.mark("done");
                group.assertSameSection("all", mix.nodeIds());
            }
            cluster.engine(3).stop();
            awaitMembers(cluster, two);
            reload(cluster, two, text -> text.replace(node3[0], ""));
            for (final int id : two) {
                awaitOutput(cluster, id, text -> text.contains("Expected votes:   2"), "corosync-quorumtool", "-s");
                assertFalse(key(cluster, id, "nodelist.").contains("10.77.0.3"));
            }
            assertEquals(transportLines(cluster.engine(1)), transportLines(cluster.engine(2)), cluster::diagnosis);
        }
    }

    /** What the log says of interface and members. */
    private static List<String> transportLines(final Engine engine) {
        return engine.log().stream().filter(line -> line.matches(".*\\[TOTEM \\] (Initializing transport|The network interface|Configuring|.* UDPU member).*"))
            .map(line -> line.replaceFirst(".*\\[TOTEM \\] ", "").replaceFirst("(interface \\[.*)" + engine.nodeId() + "]", "$1N]")).toList();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldTakeTimersFromTheFileAndFromClients(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 32).start()) {
            final String ring = cluster.status(1).orElseThrow().ringId();
            reload(cluster, mix.nodeIds(), text -> text.replace("token: 1000", "token: 1700"));
            for (final int id : mix.nodeIds()) {
                assertTrue(key(cluster, id, "runtime.config.totem.token").contains("= 1700"));
                assertTrue(key(cluster, id, "runtime.config.totem.consensus").contains("= 2040"));
                cluster.engine(id).run("corosync-cmapctl", "-s", "totem.token", "u32", "1500").orThrow();
                awaitOutput(cluster, id, text -> text.contains("= 1500"), "corosync-cmapctl", "-g", "runtime.config.totem.token");
                if (mix.kind(id) == EngineKind.GATUN) {
                    // A C node shows what it cannot use as the value in force.
                    cluster.engine(id).run("corosync-cmapctl", "-s", "totem.token", "u32", "10").orThrow();
                    assertEquals("runtime.config.totem.token (u32) = 1500\n",
                        cluster.engine(id).run("corosync-cmapctl", "-g", "runtime.config.totem.token").output());
                }
            }
            assertEquals(ring, cluster.status(1).orElseThrow().ringId());
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldLogAsKeysSay(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 33).start()) {
            for (final Engine engine : cluster.engines()) {
                assertFalse(hasDebugLine(engine));
                engine.run("corosync-cmapctl", "-s", "logging.debug", "str", "on").orThrow();
                Await.until(engine + " logs debug lines", CHANGE, () -> {
                    engine.run("corosync-cmapctl", "-s", "runtime.force_gather", "str", "yes").orThrow();
                    return hasDebugLine(engine) ? Optional.empty() : Optional.of("none yet");
                }, cluster::diagnosis);
            }
        }
    }

    private static boolean hasDebugLine(final Engine engine) {
        return engine.log().stream().anyMatch(line -> line.matches(".{19} debug .*"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldChangeNothingWhenTheFileIsWrong(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 34).start()) {
            final Engine gatun = cluster.engines().stream().filter(engine -> engine.kind() == EngineKind.GATUN).findFirst().orElseThrow();
            final String keys = key(cluster, gatun.nodeId(), "totem.");
            gatun.editConfiguration(text -> text.replace("token: 1000", "token: 7").replace("debug: off", "debug: on"));
            assertFalse(gatun.run("corosync-cfgtool", "-R").isSuccess());
            assertEquals(keys, key(cluster, gatun.nodeId(), "totem."));
            assertFalse(hasDebugLine(gatun));
            final String line = gatun.log().stream().filter(text -> text.contains("Unable to reload")).findFirst().orElseThrow();
            assertTrue(line.matches(".*totem\\.token.*corosync\\.conf.*") || line.matches(".*corosync\\.conf.*totem\\.token.*"), line);
            cluster.awaitRing(mix.nodeIds(), CHANGE);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldNotRunTwice(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 35).start()) {
            final Engine gatun = cluster.engines().stream().filter(engine -> engine.kind() == EngineKind.GATUN).findFirst().orElseThrow();
            final Commands.Result second = Commands.run("nsenter", "-m", "-n", "-t", Long.toString(gatun.pid()),
                Layout.gatund().toString(), "-f", "-c", gatun.configuration().toString());
            assertEquals(ALREADY_RUNNING, second.status(), second::output);
            gatun.stop();
            assertEquals(0, gatun.exitStatus());
            awaitMembers(cluster, mix.nodeIds().stream().filter(id -> id != gatun.nodeId()).toList());
        }
    }

    private static void reload(final Cluster cluster, final List<Integer> nodes, final UnaryOperator<String> edit) {
        nodes.forEach(id -> cluster.engine(id).editConfiguration(edit));
        final Commands.Result result = cluster.engine(nodes.getFirst()).run("corosync-cfgtool", "-R");
        assertTrue(result.isSuccess(), () -> result.output() + "\n" + cluster.diagnosis());
    }

    /** What {@code corosync-cmapctl} prints of the keys that begin so. */
    private static String key(final Cluster cluster, final int id, final String prefix) {
        return cluster.engine(id).run("corosync-cmapctl", prefix).output();
    }

    private static void awaitOutput(final Cluster cluster, final int id, final Predicate<String> condition, final String... command) {
        Await.until(String.join(" ", command) + " on node " + id, CHANGE, () -> {
            final String text = cluster.engine(id).run(command).output();
            return condition.test(text) ? Optional.empty() : Optional.of(text);
        }, cluster::diagnosis);
    }

    private static void awaitMembers(final Cluster cluster, final List<Integer> nodes) {
        for (final int id : nodes) {
            Await.until("node " + id + " has the members " + nodes, Cluster.FORMATION, () -> cluster.status(id)
                .filter(status -> List.copyOf(status.members()).equals(nodes)).isPresent() ? Optional.empty()
                : Optional.of("" + cluster.status(id)), cluster::diagnosis);
        }
    }
}
