package org.gatun.test.votequorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.CPrograms;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A C program is the quorum device of a node, of a C and of a Gatun engine in turn: both say the same. */
@Tag("interop")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeviceProgramTest {
    private static final String DEVICE = "device {\n        model: net\n        votes: 1\n        timeout: 3000\n"
        + "        sync_timeout: 10000\n    }";
    private static final String[] BEFORE = {"unregister disk", "poll disk 1", "stale disk 1", "master disk 1", "update disk other",
        "register LONG", "track 1"};
    private static final String[] REGISTERED = {"register disk", "info 0 66 disk", "register disk", "register other", "stale disk 1",
        "poll other 1", "poll LONG 1", "poll disk 1", "info 0 450 disk", "track 1", "poll disk 0", "info 0 194 disk", "poll disk 1",
        "info 0 450 disk"};
    private static final String[] RENAMED = {"poll disk 1", "master other 1", "master disk 1", "info 0 962 disk", "master disk 0",
        "info 0 450 disk", "master disk 1", "update other third", "update disk third", "info 0 962 third", "poll disk 1",
        "poll third 1", "info 0 962 third"};
    private static final String[] AFTER = {"info 0 578 third", "unregister disk", "unregister third", "info 0 2 -", "unregister third",
        "register disk", "info 0 66 disk", "unregister disk", "info 0 2 -"};
    private static final String[] VOTES = {"votes 0 2", "votes 2 0", "votes 9 1", "info 9 0 -", "expected 1", "expected 9", "untrack",
        "track 6", "track 2", "expected 3", "event", "event", "info 0 0 -", "untrack", "untrack"};

    private static final Set<String> WITH_DEVICE = Set.of("Quorate", "Qdevice");

    static Stream<Mix> three() {
        return Mix.selected("GCC", "CGG");
    }

    /** What the device reports of a script, which it must have been able to run to its end. */
    private static String tell(final Engine engine, final String... commands) {
        final Commands.Result result = Commands.run(engine.host().onHost(List.of(CPrograms.voteDevice().toString())),
            String.join("\n", commands) + "\n");
        assertEquals(0, result.status(), () -> engine + ":\n" + result.output());
        return result.output();
    }

    private static void assertSame(final VoteCluster ring, final String... commands) {
        assertEquals(tell(ring.engine(2), commands), tell(ring.engine(1), commands), "the C engine's report, and Gatun's");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void shouldAnswerADeviceAsTheCEngineDoes() {
        try (VoteCluster ring = new VoteCluster(new Mix("GC"), "", DEVICE)) {
            ring.start("1 2").expect("1 2", "yes 3 3 2 2");
            assertSame(ring, BEFORE);
            final String[] seen = new String[2];
            for (int id = 1; id <= 2; id++) {
                final int other = 3 - id;
                seen[id - 1] = tell(ring.engine(id), REGISTERED)
                    + tell(ring.engine(other), "info " + id + " 450 disk", "info 0 2 disk", "register other")
                        .replace("info " + id, "info N").replace("node=" + id, "node=N")
                    + tell(ring.engine(id), RENAMED) + tell(ring.engine(other), "info 0 2 third") + tell(ring.engine(id), AFTER)
                    + tell(ring.engine(other), "info 0 2 -");
            }
            assertEquals(seen[1], seen[0], "the C engine's report, and Gatun's");
            assertTrue(seen[0].contains("\nregister other: 14\n"), seen[0]);
            assertTrue(seen[0].contains("total=3 quorum=2 flags=450 device=1,disk\n"), seen[0]);
            assertTrue(seen[0].contains("flags=578 device=1,third\n"), seen[0]);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void shouldAnswerADeviceThatIsNotConfiguredAsTheCEngineDoes() {
        try (VoteCluster ring = new VoteCluster(new Mix("GC"), "")) {
            ring.start("1 2").expect("1 2", "yes 2 2 2 2");
            assertSame(ring, BEFORE);
            assertSame(ring, "register disk", "info 0 66 disk", "poll disk 1", "info 0 450 disk", "master disk 1", "info 0 962 disk",
                "unregister disk", "info 0 2 -");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void shouldTakeVotesFromAClientAsTheCEngineDoes() {
        final List<String> seen = new ArrayList<>();
        for (final String mix : List.of("GC", "CG")) {
            try (VoteCluster ring = new VoteCluster(new Mix(mix), "")) {
                ring.start("1 2").expect("1 2", "yes 2 2 2 2");
                seen.add(tell(ring.engine(1), VOTES));
            }
        }
        assertEquals(seen.get(1), seen.get(0), "the C engine's report, and Gatun's");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("three")
    void shouldKeepQuorumByTheVoteOfADevice(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "", DEVICE)) {
            ring.start("1 2 3").expect("1 2 3", "yes 4 4 3 3");
            tell(ring.engine(1), "register disk", "poll disk 1");
            ring.kill("3");
            awaitViews(ring, new VoteView("yes 4 4 3 3", WITH_DEVICE, Set.of(1, 2)), new VoteView("no 4 4 2 3", Set.of(), Set.of(1, 2)));
            tell(ring.engine(1), "master disk 1");
            ring.kill("2");
            awaitViews(ring, new VoteView("yes 4 4 2 3", WITH_DEVICE, Set.of(1)));
            assertTrue(tell(ring.engine(1), "info 0 576 disk").contains("total=1 quorum=3 flags=576 "), "the device was lost");
        }
    }

    /** Polls for the device of node 1 until the first nodes say this. */
    private static void awaitViews(final VoteCluster ring, final VoteView... views) {
        Await.until(List.of(views).toString(), Cluster.FORMATION, () -> {
            tell(ring.engine(1), "poll disk 1");
            for (int id = 1; id <= views.length; id++) {
                final Optional<VoteView> seen = VoteView.of(ring.engine(id));
                if (!seen.equals(Optional.of(views[id - 1]))) {
                    return Optional.of("node " + id + " has " + seen);
                }
            }
            return Optional.empty();
        }, ring::diagnosis);
    }
}
