package org.gatun.test.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same run: event by event, trace by trace, and in another Java VM. */
@ExtendWith(SilentEngines.class)
final class DeterminismTest {
    private static final int SEEDS = 120;

    /** Writes down a run's events, or compares them with those of another run as they come. */
    private static final class Script implements SimObserver {
        private final List<String> events = new ArrayList<>();
        private final List<String> expected;

        Script(final List<String> expected) {
            this.expected = expected;
        }

        private void event(final long nowNs, final int node, final String what) {
            final String event = nowNs + " node " + node + ' ' + what;
            if (expected != null) {
                final String other = events.size() < expected.size() ? expected.get(events.size()) : "the end";
                if (!event.equals(other)) {
                    throw new Difference("event " + events.size() + ": first " + other + ", then " + event);
                }
            }
            events.add(event);
        }

        @Override
        public void sent(final long nowNs, final int from, final int to, final byte[] frame, final long arrivesNs) {
            event(nowNs, from, "sends to " + to + ' ' + frame.length + ' ' + Arrays.hashCode(frame) + " until " + arrivesNs);
        }

        @Override
        public void lost(final long nowNs, final int from, final int to, final byte type) {
            event(nowNs, from, "loses " + type + " to " + to);
        }

        @Override
        public void arrived(final long nowNs, final int to, final byte[] frame) {
            event(nowNs, to, "gets " + frame.length + ' ' + Arrays.hashCode(frame));
        }

        @Override
        public void entered(final long nowNs, final int node, final RingState state) {
            event(nowNs, node, state.toString());
        }

        @Override
        public void installed(final long nowNs, final int node, final ConfigurationId configuration, final int[] members) {
            event(nowNs, node, configuration + Arrays.toString(members));
        }

        @Override
        public void fault(final long nowNs, final int node, final Fault fault, final String detail) {
            event(nowNs, node, fault + detail);
        }
    }

    /** An error, so that no run takes it for one of its own. */
    private static final class Difference extends Error {
        private static final long serialVersionUID = 1;

        Difference(final String message) {
            super(message);
        }
    }

    @Test
    void shouldRunTheSameEventsInTheSameOrder(@TempDir final Path directory) throws IOException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            final Script first = new Script(null);
            final SimResult one = Simulation.run(SimPlan.of(seed), first);
            final Script second = new Script(first.events);
            final SimResult other = Simulation.run(SimPlan.of(seed), second);
            assertEquals(first.events.size(), second.events.size(), "events of seed " + seed);
            assertEquals(one.digest(), other.digest(), "seed " + seed);
            assertEquals(one.report().toString(), other.report().toString(), "seed " + seed);
            final Path traces = directory.resolve("one-" + seed);
            final Path others = directory.resolve("other-" + seed);
            TraceFiles.append(one.trace(), traces);
            TraceFiles.append(other.trace(), others);
            assertSame(traces, others);
        }
    }

    private static void assertSame(final Path traces, final Path others) throws IOException {
        try (Stream<Path> files = Files.list(traces)) {
            for (final Path file : files.toList()) {
                assertEquals(-1, Files.mismatch(file, others.resolve(file.getFileName())), () -> file + " differs");
                Files.delete(file);
                Files.delete(others.resolve(file.getFileName()));
            }
        }
    }

    /** Sets made by {@code Set.of} have another order there, and so have identity hashes. */
    @Test
    void shouldRunTheSameInAnotherVirtualMachine() throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea",
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), DeterminismTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader digests = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                assertEquals(Long.toString(Simulation.run(SimPlan.of(seed)).digest()), digests.readLine(), "seed " + seed);
            }
        } finally {
            process.destroy();
        }
        process.waitFor();
    }

    /** Prints the digests of the seeds. */
    public static void main(final String[] arguments) {
        SimLog.off();
        for (long seed = 1; seed <= SEEDS; seed++) {
            System.out.println(Simulation.run(SimPlan.of(seed)).digest());
        }
    }
}
