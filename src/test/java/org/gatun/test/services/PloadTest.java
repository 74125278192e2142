package org.gatun.test.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test load, started on node 1 by a key: every engine of either kind sends, reports, and ends with status 99. */
@Tag("interop")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PloadTest {
    private static final String CONSENT = "i_totally_understand_pload_will_crash_my_cluster_and_kill_corosync_on_exit";
    private static final Duration LOAD = Duration.ofSeconds(40);

    @ParameterizedTest
    @CsvSource({"CG,2000,300", "GC,2000,300", "GCC,100,70000", "CGD,100,70000"})
    void shouldLoadAndEndAllNodes(final String mix, final int count, final int size) {
        try (Cluster cluster = new Cluster(new Mix(mix), ClusterSettings.QUICK, 71).start()) {
            final Engine first = cluster.engine(1);
            set(first, "pload.count", "u32", Integer.toString(count));
            set(first, "pload.size", "u32", Integer.toString(size));
            set(first, "pload.start", "str", "no");
            set(first, "pload.start", "str", CONSENT);
            for (final Engine engine : cluster.engines()) {
                Await.until("end of " + engine, LOAD, () -> engine.isRunning() ? Optional.of("runs") : Optional.empty(),
                    cluster::diagnosis);
                assertEquals(99, engine.exitStatus(), cluster::diagnosis);
                final List<String> lines = engine.log().stream().filter(line -> line.contains("[PLOAD ]"))
                    .map(line -> line.replaceFirst(".*?(\\w+ +\\[PLOAD \\].*)", "$1")).toList();
                assertEquals(engine == first ? 3 : 2, lines.size(), lines::toString);
                assertTrue(lines.get(lines.size() - 2).matches("notice  \\[PLOAD \\] +" + count + " Writes " + size
                    + " bytes per write +[0-9.]+ seconds runtime, +[0-9.]+ TP/S, +[0-9.]+ MB/S\\."), lines::toString);
                assertEquals("warning [PLOAD ] Stopping corosync the hard way", lines.getLast());
                engine.kill();
            }
        }
    }

    private static void set(final Engine engine, final String key, final String type, final String value) {
        // The engine may be gone before it has answered.
        final int status = engine.run("corosync-cmapctl", "-s", key, type, value).status();
        assertTrue(status == 0 || value.equals(CONSENT), key);
    }
}
