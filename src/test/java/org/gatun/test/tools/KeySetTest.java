package org.gatun.test.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.Layout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both engines of a ring have the same keys, of the same types, in both maps, and the same values where they mean the same. */
@Tag("interop")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeySetTest {
    private static final Duration STEP = Duration.ofSeconds(20);
    /** A row: key, when, corosync, Gatun, why. */
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| after a reload \\| (absent|present) \\| (absent|present) \\| .*");
    private static final long PAUSE_NS = 1_500_000_000L;
    /** Keys whose values are a node's own, or count what it did. */
    private static final String OWN = "(stats\\..*|runtime\\.services\\..*[rt]x|runtime\\.members\\..*\\.join_count|nodelist\\.local_node_pos"
        + "|runtime\\.votequorum\\.this_node_id|system\\.state_dir|totem\\.interface\\.\\d\\.bindnetaddr) \\(.*";

    /** Each key with its type, and its value where that must be the same. */
    private static String keys(final Engine engine, final int peer) {
        final TreeMap<String, String> keys = new TreeMap<>();
        for (final String[] command : new String[][] {{"corosync-cmapctl"}, {"corosync-cmapctl", "-m", "stats"}}) {
            engine.run(command).orThrow().output().lines().forEach(line -> {
                final String key = line.replaceFirst(" = .*", "").replaceFirst("(ipcs\\.service\\d+)\\.\\d+\\.0x\\p{XDigit}+", "$1.PID.CLIENT")
                    .replace("knet.node" + engine.nodeId() + ".", "knet.nodeOWN.").replace("knet.node" + peer + ".", "knet.nodePEER.");
                keys.put(key, key.matches(OWN) ? "" : line.replaceFirst(".*? = ", " = "));
            });
        }
        final List<String> lines = new ArrayList<>();
        keys.forEach((key, value) -> lines.add(key + value));
        assertTrue(lines.size() > 100, lines::toString);
        return String.join("\n", lines);
    }

    /** Lines that only one has; of an own value the key without its type, with N for a number. */
    private static Set<String> differences(final String c, final String gatun) {
        final Set<String> differences = new TreeSet<>();
        c.lines().filter(line -> gatun.lines().noneMatch(line::equals)).forEach(line -> differences.add("corosync: " + plain(line)));
        gatun.lines().filter(line -> c.lines().noneMatch(line::equals)).forEach(line -> differences.add("gatun: " + plain(line)));
        return differences;
    }

    private static String plain(final String line) {
        return line.matches(OWN) ? line.replaceFirst(" \\(.*", "").replaceAll("\\.\\d+\\.", ".N.") : line;
    }

    private static void assertDifferences(final Set<String> expected, final String what, final Cluster cluster) {
        assertEquals(expected, differences(keys(cluster.engine(1), 2), keys(cluster.engine(2), 1)), what);
    }

    /** The table of section 9.1 of docs/PROTOCOL.md, as {@link #differences} would tell it. */
    private static Set<String> tableAfterReload() throws IOException {
        final Set<String> rows = new TreeSet<>();
        for (final String line : Files.readAllLines(Layout.root().resolve("docs/PROTOCOL.md"))) {
            final Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add((row.group(2).equals("present") ? "corosync: " : "gatun: ") + row.group(1));
            }
        }
        assertFalse(rows.isEmpty());
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"UDPU_IPV4, ''", "UDP_MULTICAST_IPV4, ''", "KNET_TWO_LINKS, ''",
        "KNET_TWO_LINKS, 'wait_for_all: 1\nlast_man_standing: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: lowest'",
        "UDPU_IPV4, 'expected_votes_tracking: 1\nallow_downscale: 1'"})
    void shouldHaveTheSameKeys(final Transport transport, final String quorum) throws IOException {
        try (Cluster cluster = new Cluster(new Mix("CGC"), ClusterSettings.QUICK.withTransport(transport), 81)) {
            cluster.engines().forEach(engine -> engine.editConfiguration(text -> text
                .replace("provider: corosync_votequorum", "provider: corosync_votequorum\n" + quorum)
                + "resources {\nsystem {\nmemory_used {\nrecovery: watchdog\n}\n}\n}\npload {\ncount: 5\n}\ngatun {\nthreading: shared\n}\n"));
            cluster.start();
            assertDifferences(Set.of(), "new ring", cluster);
            cluster.record(1, "keys");
            cluster.record(2, "keys");
            assertDifferences(Set.of(), "with clients", cluster);
            cluster.engine(1).run("corosync-cfgtool", "-R").orThrow();
            assertDifferences(tableAfterReload(), "after a reload", cluster);
            cluster.engine(3).kill();
            cluster.awaitRing(List.of(1, 2), STEP);
            assertDifferences(tableAfterReload(), "after the end of a node", cluster);
        }
    }

    @Test
    void shouldTellPauses() {
        try (Cluster c = new Cluster(new Mix("C"), ClusterSettings.QUICK, 82).start();
            Cluster gatun = new Cluster(new Mix("G"), ClusterSettings.QUICK, 83).start()) {
            final List<String> keys = new ArrayList<>();
            for (final Cluster cluster : List.of(c, gatun)) {
                final Engine engine = cluster.engine(1);
                engine.pause();
                final long until = System.nanoTime() + PAUSE_NS;
                Await.until("a pause above the token timeout", STEP, () -> System.nanoTime() - until > 0 ? Optional.empty()
                    : Optional.of("shorter"), cluster::diagnosis);
                engine.resume();
                Await.until("a line about it", STEP, () -> engine.log().stream().anyMatch(line -> line.matches(".*warning \\[MAIN  \\] "
                    + "Corosync main process was not scheduled \\(@\\d+\\) for \\d+\\.\\d{4} ms \\(threshold is 800\\.0000 ms\\)\\. "
                    + "Consider token timeout increase\\.")) ? Optional.empty() : Optional.of("none"), cluster::diagnosis);
                keys.add(keys(engine, 0));
                engine.run("corosync-cmapctl", "-C", "schedmiss").orThrow();
                keys.add(keys(engine, 0));
            }
            assertEquals(Set.of(), differences(keys.get(0), keys.get(2)));
            assertTrue(keys.get(0).contains("stats.schedmiss.0.delay (flt)"), keys.get(0));
            assertEquals(Set.of(), differences(keys.get(1), keys.get(3)));
        }
    }
}
