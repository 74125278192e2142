package org.gatun.test.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The black box of both engines, written and read by the tools of both. */
@Tag("interop")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlackboxTest {
    private static final String RECORD = "(emerg|alert|crit|error|warning|notice|info|debug|trace) +\\w{3} \\d\\d .*";
    private static final Duration END = Duration.ofSeconds(20);

    private static Path state(final Engine engine) {
        return engine.configuration().resolveSibling("state");
    }

    private static List<String> records(final Engine engine, final String... command) {
        return engine.run(command).orThrow().output().lines().filter(line -> line.matches(RECORD))
            // Behind a per cent sign libqb prints what was in its memory.
            .filter(line -> !line.contains("%")).toList();
    }

    private static String gatunTool() {
        return Twins.prefix(Twins.Kind.GATUN) + "blackbox";
    }

    @Test
    void shouldShowTheSameAsQbBlackbox() {
        Requirement.require(Requirement.QB_BLACKBOX);
        try (Cluster cluster = new Cluster(new Mix("CG"), ClusterSettings.QUICK, 91).start()) {
            for (final Engine engine : cluster.engines()) {
                // The log has no lines of such a low priority.
                final List<String> shown = records(engine, gatunTool());
                assertTrue(shown.stream().anyMatch(line -> line.matches("debug .* entering GATHER state from .*")), shown::toString);
                final String file = state(engine).resolve("fdata").toString();
                final List<String> c = records(engine, "sh", "-c", "exec qb-blackbox \"$0\" 2>/dev/null", file);
                assertTrue(c.size() > 50, c::toString);
                assertEquals(c, records(engine, gatunTool(), file));
                assertEquals(shown, c.subList(0, shown.size()));
                final String json = engine.run(gatunTool(), "--json", file).orThrow().output();
                assertTrue(json.split("\"priority\":").length > c.size(), json);
            }
        }
    }

    /** The C script looks in the directory that the distribution uses. */
    @Test
    void shouldServeTheCScript() {
        Requirement.require(Requirement.QB_BLACKBOX);
        try (Cluster cluster = new Cluster(new Mix("G"), ClusterSettings.QUICK, 92).start()) {
            final Engine engine = cluster.engine(1);
            final List<String> records = records(engine, "unshare", "-m", "sh", "-c",
                "mount --bind \"$0\" /var/lib/corosync && exec corosync-blackbox", state(engine).toString());
            assertTrue(records.stream().anyMatch(line -> line.matches("debug .* MAIN\\(0\\):0: totem\\.token = .*")), records::toString);
            assertTrue(records.stream().anyMatch(line -> line.matches("debug .* MAIN\\(0\\):0: stats\\.srp\\.mcast_tx = .*")),
                records::toString);
        }
    }

    @Test
    void shouldLeaveTheBlackBoxWhenItIsAborted() {
        try (Cluster cluster = new Cluster(new Mix("CG"), ClusterSettings.QUICK, 93).start()) {
            for (final Engine engine : cluster.engines()) {
                engine.host().run("kill", "-ABRT", Long.toString(engine.pid())).orThrow();
                Await.until("end of " + engine, END, () -> engine.isRunning() ? Optional.of("runs") : Optional.empty(),
                    cluster::diagnosis);
                assertEquals(134, engine.exitStatus());
                engine.kill();
                final List<String> records = records(engine, gatunTool(), state(engine).resolve("fdata").toString());
                assertTrue(records.stream().anyMatch(line -> line.matches("debug .* entering OPERATIONAL state\\.")), records::toString);
            }
        }
    }

    @Test
    void shouldLeaveWhatTheVmRecorded() {
        try (Cluster cluster = new Cluster(new Mix("G"), ClusterSettings.QUICK, 95)) {
            final Engine engine = cluster.engine(1);
            engine.editConfiguration(text -> text + "gatun {\n    flight_recorder: on\n}\n");
            cluster.start();
            engine.run(gatunTool()).orThrow();
            Await.until("a recording", END, () -> engine.host().run("sh", "-c", "head -c 3 \"$0\"/fdata-*.jfr", state(engine).toString())
                .output().equals("FLR") ? Optional.empty() : Optional.of("none"), cluster::diagnosis);
        }
    }

    @Test
    void shouldHaveNoneWhereItIsOff() {
        try (Cluster cluster = new Cluster(new Mix("G"), ClusterSettings.QUICK, 94)) {
            final Engine engine = cluster.engine(1);
            engine.editConfiguration(text -> text.replace("logging {", "logging {\n    blackbox: off"));
            cluster.start();
            assertEquals(1, engine.run(gatunTool()).status());
            assertTrue(engine.log().stream().anyMatch(line -> line.matches(".*error +\\[MAIN  \\] Can't store blackbox file: .* is off")),
                cluster::diagnosis);
        }
    }
}
