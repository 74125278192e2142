package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CsException;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.hosts.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code gatun sam} does beyond libsam, or otherwise, on either engine; what both do is for {@link org.gatun.test.api.ApiTest}. */
class SamTest extends MixedRing {
    private static final int QUIT = 1;
    private static final int RESTART = 2;
    private static final int QUORUM = 8;
    private static final int CMAP = 16;
    /** Long enough for a program that is well to be heard of on a loaded machine. */
    private static final int LONG_MS = 2000;
    private static final int SHORT_MS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private SupervisedProgram run(final EngineKind engine, final int intervalMs, final int policy) {
        return new SupervisedProgram(cluster().engine(node(engine)), intervalMs, policy);
    }

    private Cmap cmap(final EngineKind engine) {
        return open(node(engine), () -> Cmap.open(ENDPOINT, CmapMap.ICMAP));
    }

    /** Waits until the keys are these, beside that of the last health check; answers it, "" if there is none. */
    private String awaitKeys(final SupervisedProgram program, final Cmap cmap, final Map<String, String> expected) {
        final String[] heard = new String[1];
        Await.until("keys " + expected, PATIENCE, () -> {
            try {
                final Map<String, String> keys = program.keys(cmap);
                heard[0] = Optional.ofNullable(keys.remove("last_updated")).orElse("");
                return keys.equals(expected) ? Optional.empty() : Optional.of("keys " + keys);
            } catch (final CsException e) {
                return Optional.of(e.getMessage());
            }
        }, cluster()::diagnosis);
        return heard[0];
    }

    private static Map<String, String> keys(final String recovery, final int intervalMs, final String state) {
        return Map.of("recovery", recovery, "poll_period", "" + intervalMs, "state", state);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellWhenAProgramWasLastHeardOf(final EngineKind engine) {
        try (Cmap cmap = cmap(engine); SupervisedProgram program = run(engine, LONG_MS, RESTART | CMAP)) {
            program.expect("registered 1 instance=1");
            assertEquals("", awaitKeys(program, cmap, keys("restart", LONG_MS, "stopped")));
            program.call("start");
            final long started = Long.parseLong(awaitKeys(program, cmap, keys("restart", LONG_MS, "running")));
            program.call("hc");
            program.call("stop");
            final long stopped = Long.parseLong(awaitKeys(program, cmap, keys("restart", LONG_MS, "stopped")));
            assertTrue(started < stopped && stopped <= System.nanoTime(), "started=" + started + ", stopped=" + stopped);
            program.tell("exit 5");
            assertEquals(5, program.awaitEnd());
            assertEquals("", awaitKeys(program, cmap, Map.of()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKillWhoeverGoesOnWithoutQuorum(final EngineKind engine) {
        final int other = 3 - node(engine);
        try (SupervisedProgram program = run(engine, LONG_MS, QUIT | QUORUM)) {
            program.expect("registered 1 instance=1");
            program.call("stubborn");
            program.call("callback");
            program.call("start");
            program.expect("healthy");
            cluster().engine(other).kill();
            program.expect("warned");
            assertEquals(137, program.awaitEnd());
        }
        cluster().engine(other).start();
        cluster().awaitRing(List.of(1, 2), Cluster.FORMATION);
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNothingOfAProgramThatEndsWhileItWaitsForQuorum(final EngineKind kind) {
        final Engine engine = cluster().engine(node(kind));
        final Engine other = cluster().engine(3 - node(kind));
        final int policy = RESTART | QUORUM | CMAP;
        other.kill();
        cluster().awaitRing(List.of(node(kind)), Cluster.FORMATION);
        try (Cmap cmap = cmap(kind);
            SupervisedProgram killed = run(kind, SHORT_MS, policy);
            SupervisedProgram terminated = run(kind, SHORT_MS, policy);
            SupervisedProgram bereft = run(kind, SHORT_MS, policy)) {
            for (final SupervisedProgram program : List.of(killed, terminated, bereft)) {
                program.expect("registered 1 instance=1");
                program.tell("start");
                awaitKeys(program, cmap, keys("restart", SHORT_MS, "waiting for quorum"));
            }
            killed.killProgram();
            assertEquals(137, killed.awaitEnd());
            awaitKeys(killed, cmap, Map.of());
            terminated.terminate();
            assertEquals(143, terminated.awaitEnd());
            awaitKeys(terminated, cmap, Map.of());
            engine.kill();
            bereft.expect("start 2");
            bereft.tell("exit 7");
            assertEquals(7, bereft.awaitEnd());
        }
        engine.start();
        other.start();
        cluster().awaitRing(List.of(1, 2), Cluster.FORMATION);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndItsProgramWhenItIsEnded(final EngineKind engine) {
        try (Cmap cmap = cmap(engine);
            SupervisedProgram willing = run(engine, 0, RESTART | CMAP);
            SupervisedProgram stubborn = run(engine, LONG_MS, RESTART | CMAP)) {
            willing.expect("registered 1 instance=1");
            willing.call("start");
            willing.terminate();
            assertEquals(143, willing.awaitEnd());
            stubborn.expect("registered 1 instance=1");
            stubborn.call("stubborn");
            stubborn.call("start");
            stubborn.terminate();
            stubborn.expect("warned");
            assertEquals(137, stubborn.awaitEnd());
            awaitKeys(willing, cmap, Map.of());
            awaitKeys(stubborn, cmap, Map.of());
        }
    }

    @Test
    void shouldEndWithAProgramThatDoesNotComeBack(@TempDir final Path directory) {
        final List<String> command = SupervisedProgram.command("0", "" + (RESTART | CMAP));
        command.addAll(3, List.of("sh", "-c", "mkdir \"$0\" || exit 9; exec \"$@\"", directory.resolve("made").toString()));
        try (Cmap cmap = cmap(EngineKind.GATUN);
            SupervisedProgram program = new SupervisedProgram(cluster().engine(node(EngineKind.GATUN)), command)) {
            program.expect("registered 1 instance=1");
            program.call("start");
            awaitKeys(program, cmap, keys("restart", 0, "running"));
            program.tell("exit 0");
            assertEquals(9, program.awaitEnd());
            awaitKeys(program, cmap, Map.of());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithoutASupervisorOrAnEngine() {
        final List<String> java = SupervisedProgram.javaProgram();
        final List<String> alone = new ArrayList<>(java);
        alone.addAll(List.of("0", "1"));
        assertRefusal(alone, "initialize 12\n", "no supervisor, which gatun sam -- COMMAND is: CS_ERR_NOT_EXIST");

        // This machine's own network has no engine.
        assertRefusal(SupervisedProgram.command("0", "" + (QUIT | QUORUM)), "initialize ",
            "initialise: CS_ERR_");
    }

    @Test
    void shouldLetInItsOwnProgramOnly() {
        try (SupervisedProgram program = run(EngineKind.GATUN, 0, QUIT)) {
            program.expect("registered 1 instance=1");
            final List<String> stranger = new ArrayList<>(List.of("env", program.socketVariable()));
            stranger.addAll(SupervisedProgram.javaProgram());
            stranger.addAll(List.of("0", "1"));
            assertRefusal(cluster().engine(node(EngineKind.GATUN)).host().onHost(stranger), "initialize 11\n",
                "this program was not started by its supervisor itself: CS_ERR_ACCESS");
            program.call("start");
            program.call("stop");
            program.tell("exit 0");
            assertEquals(0, program.awaitEnd());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTurnToTheEngineThatIsThereInEachInstance(final EngineKind kind) {
        final Engine engine = cluster().engine(node(kind));
        try (SupervisedProgram program = run(kind, 0, RESTART | CMAP)) {
            program.expect("registered 1 instance=1");
            program.call("start");
            engine.kill();
            // Stopped it can be without an engine, started not.
            program.call("stop");
            program.tell("start");
            program.expect("start 2");
            engine.start();
            cluster().awaitRing(List.of(1, 2), Cluster.FORMATION);
            program.tell("exit 6");
            assertEquals(6, program.awaitEnd());
        }
        try (SupervisedProgram program = run(kind, 0, RESTART | CMAP)) {
            program.expect("registered 1 instance=1");
            program.call("start");
            engine.kill();
            engine.start();
            cluster().awaitRing(List.of(1, 2), Cluster.FORMATION);
            program.tell("exit 6");
            program.expect("registered 1 instance=2");
            try (Cmap cmap = cmap(kind)) {
                awaitKeys(program, cmap, keys("restart", 0, "stopped"));
                program.call("start");
                awaitKeys(program, cmap, keys("restart", 0, "running"));
            }
        }
    }

    private static void assertRefusal(final List<String> command, final String report, final String message) {
        final Commands.Result result = Commands.run(command, "");
        assertEquals(1, result.status(), result.output());
        assertTrue(result.output().contains(report) && result.output().contains(message), result.output());
    }
}
