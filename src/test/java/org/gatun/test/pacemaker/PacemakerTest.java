package org.gatun.test.pacemaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Daemon;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pacemaker on each node of a ring: it sees who is there, and a resource runs on one node, and on another when that one dies. */
@Tag("interop")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacemakerTest {
    private static final Duration CHANGE = Duration.ofSeconds(60);
    private static final String DIRECTORIES = "install -d -o hacluster -g haclient /run/crm /run/resource-agents"
        + " && mount -t tmpfs tmpfs /var/lib/pacemaker && mount -t tmpfs tmpfs /var/log/pacemaker && cd /var/lib/pacemaker"
        + " && install -d -o hacluster -g haclient -m 750 cib pengine blackbox cores /var/log/pacemaker/bundles";
    private static final String RESOURCE = "<primitive id=\"probe\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>";
    private static final Pattern NODE = Pattern.compile("<node name=\"node(\\d)\" [^>]*online=\"true\" [^>]*pending=\"false\"");
    private static final Pattern RUNS = Pattern.compile("<resource id=\"probe\" [^>]*active=\"true\" [^>]*>\\s*<node name=\"node(\\d)\"");

    private final Map<Integer, Daemon> daemons = new TreeMap<>();

    static Stream<Mix> mixes() {
        return Mix.selected("GCG");
    }

    @AfterEach
    void end() {
        daemons.values().forEach(Daemon::close);
    }

    private void start(final Engine engine) {
        daemons.put(engine.nodeId(), new Daemon(engine, DIRECTORIES, "env", "PCMK_logfile=none", "PCMK_stderr=1", "pacemakerd"));
    }

    private void kill(final Engine engine) {
        engine.kill();
        daemons.remove(engine.nodeId()).close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldRunAResourceOnALiveNode(final Mix mix) {
        Requirement.require(Requirement.PACEMAKER);
        try (Cluster cluster = new Cluster(mix, ClusterSettings.DEFAULT.withTransport(Transport.KNET_TWO_LINKS)
            .with(ClusterSettings.crypto("openssl", "aes256", "sha256")), 81).start()) {
            cluster.engines().forEach(this::start);
            awaitNodes(cluster, Set.of(1, 2, 3));
            run(1, "crm_attribute", "-n", "stonith-enabled", "-v", "false");
            run(1, "cibadmin", "--create", "--scope", "resources", "--xml-text", RESOURCE);
            final int first = awaitResource(cluster);
            kill(cluster.engine(first));
            final Set<Integer> others = new TreeSet<>(mix.nodeIds());
            others.remove(first);
            awaitNodes(cluster, others);
            final int second = awaitResource(cluster);
            cluster.engine(first).start();
            cluster.awaitRing(mix.nodeIds(), Cluster.FORMATION);
            start(cluster.engine(first));
            awaitNodes(cluster, Set.of(1, 2, 3));
            assertEquals(second, awaitResource(cluster), "it stays where it is");
            kill(cluster.engine(second));
            awaitResource(cluster);
        }
    }

    private void run(final int node, final String... command) {
        daemons.get(node).run(command).orThrow();
    }

    private String status(final int node) {
        return daemons.get(node).run("crm_mon", "--output-as=xml", "-1").output();
    }

    /** Waits until these nodes, and no other, are online, as each of them sees it. */
    private void awaitNodes(final Cluster cluster, final Set<Integer> expected) {
        Await.until("pacemaker sees the nodes " + expected, CHANGE, () -> {
            for (final int node : expected) {
                final String status = status(node);
                final Set<Integer> online = new TreeSet<>();
                NODE.matcher(status).results().forEach(found -> online.add(Integer.valueOf(found.group(1))));
                if (!online.equals(expected)) {
                    return Optional.of("on node " + node + ": " + online + "\n" + status);
                }
            }
            return Optional.empty();
        }, cluster::diagnosis);
    }

    /** Waits until the resource runs on a live node, as all of them see it; which that is. */
    private int awaitResource(final Cluster cluster) {
        final Set<Integer> where = new TreeSet<>();
        Await.until("the resource runs on one of the nodes " + daemons.keySet(), CHANGE, () -> {
            where.clear();
            for (final int node : daemons.keySet()) {
                final String status = status(node);
                final Matcher runs = RUNS.matcher(status);
                if (!runs.find() || !daemons.containsKey(Integer.valueOf(runs.group(1)))) {
                    return Optional.of("on node " + node + ":\n" + status);
                }
                where.add(Integer.valueOf(runs.group(1)));
            }
            return where.size() == 1 ? Optional.empty() : Optional.of("on nodes " + where);
        }, cluster::diagnosis);
        return where.iterator().next();
    }
}
