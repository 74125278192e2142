package org.gatun.test.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resource monitor and the watchdog of both engines, side by side: what they log, their keys, and what they do to the kernel. */
@Tag("interop")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {
    private static final Duration FAILURE = Duration.ofSeconds(30);

    private static void configure(final Engine engine, final String resources) {
        engine.editConfiguration(text -> text + "resources {\n" + resources + "}\n");
    }

    private static String system(final String name, final String keys) {
        return "system {\n" + name + " {\n" + keys + "\n}\n}\n";
    }

    /** The lines of these services, and of their loading, without the time. */
    private static List<String> lines(final Engine engine) {
        return engine.log().stream().filter(line -> line.matches(".*\\[(MON|WD) +\\].*|.*\\[SERV  \\] Service engine loaded.*"))
            .map(line -> line.replaceFirst("^\\S+ +\\S+ \\S+ ", "")).toList();
    }

    private static List<String> keys(final Engine engine) {
        return engine.run("corosync-cmapctl", "resources.").orThrow().output().lines()
            .map(line -> line.replaceFirst("(\\.(current|last_updated) \\(\\w+\\) =).*", "$1")).toList();
    }

    private static void awaitLine(final Cluster cluster, final Engine engine, final String text) {
        Await.until(text + " in the log of " + engine, FAILURE, () -> engine.log().stream().anyMatch(line -> line.contains(text))
            ? Optional.empty() : Optional.of("no such line"), cluster::diagnosis);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void shouldLogAndShowTheSameForTheSameKeys() {
        final List<List<String>> steps = List.of(
            List.of("-s", "resources.system.memory_used.max", "str", "0"),
            List.of("-s", "resources.system.memory_used.max", "str", "99"),
            List.of("-s", "resources.system.memory_used.poll_period", "u64", "1000"),
            List.of("-s", "resources.system.memory_used.poll_period", "str", "1000"),
            List.of("-s", "resources.system.memory_used.poll_period", "str", "499"),
            List.of("-s", "resources.system.memory_used.max", "str", "none"),
            List.of("-s", "resources.system.memory_used.max", "str", "0.5"),
            List.of("-d", "resources.system.memory_used.max"),
            List.of("-s", "resources.system.memory_used.max", "str", "98"),
            List.of("-s", "resources.watchdog_timeout", "u32", "8"),
            List.of("-s", "resources.watchdog_timeout", "u32", "121"),
            List.of("-s", "resources.process.4711.recovery", "str", "none"),
            List.of("-s", "resources.process.4711.state", "str", "running"),
            List.of("-d", "resources.process.4711.state"),
            List.of("-s", "resources.system.load_15min.max", "str", "1e-9"),
            List.of("-s", "resources.system.load_15min.recovery", "str", "quit"));
        try (Cluster cluster = new Cluster(new Mix("CG"), ClusterSettings.QUICK.withDebug(true), 72)) {
            cluster.engines().forEach(engine -> configure(engine, "watchdog_timeout: 200\n"
                + system("memory_used", "max: 99\npoll_period: 700") + system("load_15min", "max: 1000000\n")));
            cluster.start();
            final List<List<String>> lines = new ArrayList<>();
            final List<List<String>> keys = new ArrayList<>();
            for (final Engine engine : cluster.engines()) {
                keys.add(keys(engine));
                for (final List<String> step : steps) {
                    final List<String> command = new ArrayList<>(List.of("corosync-cmapctl"));
                    command.addAll(step);
                    engine.run(command.toArray(String[]::new)).orThrow();
                }
                awaitLine(cluster, engine, "NOT tickling the watchdog!");
                keys.add(keys(engine));
                lines.add(lines(engine));
            }
            assertEquals(lines.get(0), lines.get(1));
            assertTrue(lines.get(0).contains("crit    [WD    ] quit resource \"load_15min\" failed!"), lines::toString);
            assertEquals(keys.get(0), keys.get(2));
            assertEquals(keys.get(1), keys.get(3));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void shouldLogTheSameWithoutResources() {
        try (Cluster cluster = new Cluster(new Mix("GC"), ClusterSettings.QUICK, 73)) {
            cluster.engines().forEach(engine -> configure(engine, "watchdog_device: off\n"));
            cluster.start();
            assertEquals(lines(cluster.engine(2)), lines(cluster.engine(1)));
            assertTrue(lines(cluster.engine(1)).contains("warning [WD    ] Watchdog disabled by configuration"));
        }
    }

    /** No watchdog is at hand, so strace answers for one that has its own time-out of 128 s and says that it can be set. */
    @Test
    void shouldTellTheDeviceTheSame(@TempDir final Path directory) throws IOException {
        Requirement.require(Requirement.STRACE);
        final Path device = Files.writeString(directory.resolve("watchdog"), "");
        try (Cluster cluster = new Cluster(new Mix("CG"), ClusterSettings.QUICK, 74)) {
            final List<String> calls = new ArrayList<>();
            for (final Engine engine : cluster.engines()) {
                configure(engine, "watchdog_device: " + device + "\nwatchdog_timeout: 2\n");
                engine.setWrapper("strace", "-D", "-f", "-qq", "-o", directory.resolve(engine.kind().name()).toString(), "-P",
                    device.toString(), "-e", "trace=access,open,openat,ioctl,write,close", "-e",
                    "inject=ioctl:retval=0:poke_exit=@arg3=80000000");
            }
            cluster.start();
            for (final Engine engine : cluster.engines()) {
                awaitLine(cluster, engine, "Could not change the Watchdog timeout from 128 to 2 seconds");
                final Path trace = directory.resolve(engine.kind().name());
                awaitCall(trace, "WDIOC_KEEPALIVE");
                engine.run("corosync-cmapctl", "-s", "resources.watchdog_timeout", "u32", "3").orThrow();
                awaitLine(cluster, engine, "Could not change the Watchdog timeout from 128 to 3 seconds");
                engine.stop();
                awaitCall(trace, "write(");
                calls.add(calls(trace));
            }
            assertEquals(lines(cluster.engine(1)), lines(cluster.engine(2)));
            assertEquals(calls.get(0), calls.get(1));
            assertTrue(calls.get(0).contains("ioctl(WDIOC_KEEPALIVE)"), calls.get(0));
        }
    }

    private static void awaitCall(final Path trace, final String call) {
        Await.until(call, FAILURE, () -> text(trace).contains(call) ? Optional.empty() : Optional.of("no such call"), () -> text(trace));
    }

    /**
     * The calls in their order; how often the device was tickled is a matter of time. With "???(" strace tells of a thread that was gone
     * before it could be asked for its call, as the other threads are when an engine ends.
     */
    private static String calls(final Path trace) {
        return text(trace).lines().map(line -> line.replaceFirst("^[0-9]+ +", "").replaceFirst(" += .*", "")
                .replaceFirst("^(ioctl|write)\\([0-9]+, ", "$1(").replaceFirst("^openat.*", "open").replaceFirst("0x[0-9a-f]+", "POINTER"))
            .filter(line -> !line.startsWith("---") && !line.startsWith("???(")).distinct().reduce("", (a, b) -> a + b + "\n");
    }

    private static String text(final Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * In a process namespace of its own, where the kernel ends that instead of the machine: by SIGHUP for a restart, by SIGINT for the
     * power. The engine is not even started if it would not be the first process of its namespace.
     */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"C,reboot,129", "G,reboot,129", "C,shutdown,130", "G,shutdown,130"})
    void shouldRestartTheMachineOrSwitchItOff(final String kind, final String recovery, final int status) {
        Requirement.require(Requirement.UNSHARE);
        try (Cluster cluster = new Cluster(new Mix(kind), ClusterSettings.QUICK, 75)) {
            final Engine engine = cluster.engine(1);
            configure(engine, system("load_15min", "max: 0\nrecovery: " + recovery));
            engine.setWrapper("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                "[ $$ = 1 ] || exit 77; exec \"$@\"", "engine");
            engine.start();
            Await.until("end of " + engine, FAILURE, () -> engine.isRunning() ? Optional.of("runs") : Optional.empty(),
                cluster::diagnosis);
            assertEquals(status, engine.exitStatus(), cluster::diagnosis);
            assertTrue(lines(engine).contains("crit    [WD    ] " + recovery + " resource \"load_15min\" failed!"), cluster::diagnosis);
        }
    }
}
