package org.gatun.test.votequorum;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatun.test.engines.Mix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each option of the quorum section through kills, restarts and partitions of a mixed ring: after every step all live nodes, C and
 * Gatun, say what the table says. Figures: quorate, expected votes, highest expected votes, total votes, quorum.
 */
@Tag("interop")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VoteTablesTest {
    static Stream<Mix> two() {
        return Mix.selected("GC", "CG");
    }

    static Stream<Mix> three() {
        return Mix.selected("CGC", "GCG");
    }

    static Stream<Mix> four() {
        return Mix.selected("GCGC");
    }

    static Stream<Mix> five() {
        return Mix.selected("GCGCG");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("five")
    void shouldFollowTheMajority(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "")) {
            ring.start("1 2").expect("1 2", "no 5 5 2 3").start("3").expect("1 2 3", "yes 5 5 3 3");
            ring.start("4 5").expect("1 2 3 4 5", "yes 5 5 5 3");
            ring.part("1 2", "3 4 5").expect(Map.of("1 2", "no 5 5 2 3", "3 4 5", "yes 5 5 3 3"));
            ring.part("1 2 3", "4 5").expect(Map.of("1 2 3", "yes 5 5 3 3", "4 5", "no 5 5 2 3"));
            ring.heal().expect("1 2 3 4 5", "yes 5 5 5 3");
            ring.kill("1 4").expect("2 3 5", "yes 5 5 3 3").kill("3").expect("2 5", "no 5 5 2 3");
            ring.start("3").expect("2 3 5", "yes 5 5 3 3");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("two")
    void shouldWaitForBothThenGoOnAloneWithTwoNode(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "2Node WaitForAll", "two_node: 1")) {
            ring.start("1").expect("1", "no 2 2 1 1").start("2").expect("1 2", "yes 2 2 2 1");
            ring.kill("1").expect("2", "yes 2 2 1 1").start("1").expect("1 2", "yes 2 2 2 1");
            ring.leave("2").expect("1", "yes 2 2 1 1").kill("1").start("2").expect("2", "no 2 2 1 1");
            ring.run(2, "corosync-cmapctl", "-s", "quorum.cancel_wait_for_all", "u8", "1").expect("2", "yes 2 2 1 1");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("three")
    void shouldWaitForAllAtFirst(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "WaitForAll", "wait_for_all: 1")) {
            ring.start("1 2").expect("1 2", "no 3 3 2 2").start("3").expect("1 2 3", "yes 3 3 3 2");
            ring.part("1 3", "2").expect(Map.of("1 3", "yes 3 3 2 2", "2", "no 3 3 1 2"));
            ring.heal().expect("1 2 3", "yes 3 3 3 2");
            ring.kill("1").expect("2 3", "yes 3 3 2 2").kill("2").expect("3", "no 3 3 1 2");
            ring.start("2").expect("2 3", "no 3 3 2 2");
            ring.run(3, "corosync-cmapctl", "-s", "quorum.cancel_wait_for_all", "u8", "1").expect("2 3", "yes 3 3 2 2");
            ring.start("1").expect("1 2 3", "yes 3 3 3 2");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("five")
    void shouldShrinkToTheLastMenStanding(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "LastManStanding WaitForAll",
            "last_man_standing: 1", "last_man_standing_window: 2000", "wait_for_all: 1")) {
            ring.start("1 2 3 4 5").expect("1 2 3 4 5", "yes 5 5 5 3");
            ring.kill("1 5").expect("2 3 4", "yes 5 5 3 3").expect("2 3 4", "yes 3 3 3 2");
            ring.part("2", "3 4").expect(Map.of("2", "no 3 3 1 2", "3 4", "yes 3 3 2 2"));
            ring.expect(Map.of("2", "no 3 3 1 2", "3 4", "yes 2 2 2 2"));
            ring.heal().expect("2 3 4", "yes 3 3 3 2");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("four")
    void shouldEndWithOneManWhenTiesAreBroken(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "LastManStanding AutoTieBreaker WaitForAll",
            "last_man_standing: 1", "last_man_standing_window: 2000", "wait_for_all: 1", "auto_tie_breaker: 1")) {
            ring.start("1 2 3 4").expect("1 2 3 4", "yes 4 4 4 3");
            ring.part("1 2", "3 4").expect(Map.of("1 2", "yes 4 4 2 3", "3 4", "no 4 4 2 3"));
            ring.expect(Map.of("1 2", "yes 2 2 2 2", "3 4", "no 4 4 2 3"));
            ring.kill("2 3 4").expect("1", "yes 2 2 1 2").expect("1", "yes 1 1 1 1");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("four")
    void shouldGiveTiesToTheHalfWithTheNodeThatIsNamed(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "AutoTieBreaker", "auto_tie_breaker: 1", "auto_tie_breaker_node: 9 3 1")) {
            ring.start("1 2 3 4").expect("1 2 3 4", "yes 4 4 4 3");
            ring.part("1 2", "3 4").expect(Map.of("1 2", "no 4 4 2 3", "3 4", "yes 4 4 2 3"));
            ring.heal().expect("1 2 3 4", "yes 4 4 4 3");
            ring.kill("3").expect("1 2 4", "yes 4 4 3 3");
            ring.part("1 2", "4").expect(Map.of("1 2", "yes 4 4 2 3", "4", "no 4 4 1 3"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("four")
    void shouldGiveTiesToTheHalfWithTheHighestNode(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "AutoTieBreaker", "auto_tie_breaker: 1", "auto_tie_breaker_node: highest")) {
            ring.start("1 2").expect("1 2", "no 4 4 2 3").start("3 4").expect("1 2 3 4", "yes 4 4 4 3");
            ring.part("1 4", "2 3").expect(Map.of("1 4", "yes 4 4 2 3", "2 3", "no 4 4 2 3"));
            ring.kill("4").expect(Map.of("1", "no 4 4 1 3", "2 3", "no 4 4 2 3"));
            ring.heal().expect("1 2 3", "yes 4 4 3 3");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("five")
    void shouldGiveTiesToTheLowestNodeOfAnOddRingThatWaitedForAll(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "AutoTieBreaker WaitForAll", "auto_tie_breaker: 1", "wait_for_all: 1")) {
            ring.start("1 2 3 4").expect("1 2 3 4", "no 5 5 4 3").start("5").expect("1 2 3 4 5", "yes 5 5 5 3");
            // Half of five is two, but three went at once.
            ring.part("1 2", "3 4 5").expect(Map.of("1 2", "no 5 5 2 3", "3 4 5", "yes 5 5 3 3"));
            ring.heal().expect("1 2 3 4 5", "yes 5 5 5 3");
            ring.kill("5").expect("1 2 3 4", "yes 5 5 4 3");
            ring.part("1 2", "3 4").expect(Map.of("1 2", "yes 5 5 2 3", "3 4", "no 5 5 2 3"));
            ring.kill("1").expect(Map.of("2", "no 5 5 1 3", "3 4", "no 5 5 2 3"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("two")
    void shouldGoOnAloneAsTheOptionsOfTwoNodesSay(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "AutoTieBreaker", "auto_tie_breaker: 1")) {
            ring.start("1 2").expect("1 2", "yes 2 2 2 2").kill("2").expect("1", "yes 2 2 1 2");
            ring.start("2").expect("1 2", "yes 2 2 2 2").kill("1").expect("2", "no 2 2 1 2").leave("2");
            ring.configure("2Node", "two_node: 1", "wait_for_all: 0");
            // The other would be quorate, too, before they meet: such a configuration needs fencing.
            ring.start("2").expect("2", "yes 2 2 1 1").leave("2");
            // Two nodes with a tie breaker are no two_node; that they wait for all remains.
            ring.configure("AutoTieBreaker WaitForAll", "two_node: 1", "auto_tie_breaker: 1");
            ring.start("1").expect("1", "no 2 2 1 2").start("2").expect("1 2", "yes 2 2 2 2").kill("2").expect("1", "yes 2 2 1 2");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("three")
    void shouldBreakTiesOfWeighedVotes(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "AutoTieBreaker", "auto_tie_breaker: 1", "auto_tie_breaker_node: 3 2").votes(1, 2)) {
            ring.start("1 2 3").expect("1 2 3", "yes 4 4 4 3");
            ring.part("1", "2 3").expect(Map.of("1", "no 4 4 2 3", "2 3", "yes 4 4 2 3"));
            ring.heal().expect("1 2 3", "yes 4 4 4 3").leave("3").expect("1 2", "yes 4 4 3 3");
            // The list's first node is in none of the halves.
            ring.part("1", "2").expect(Map.of("1", "no 4 4 2 3", "2", "no 4 4 1 3"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("five")
    void shouldShrinkWithThoseThatLeaveInOrderWhenDownscaleIsAllowed(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "AllowDownscale", "allow_downscale: 1", "expected_votes: 3")) {
            ring.start("1 2 3 4 5").expect("1 2 3 4 5", "yes 5 5 5 3");
            ring.leave("5").expect("1 2 3 4", "yes 4 4 4 3").leave("2").expect("1 3 4", "yes 3 3 3 3");
            ring.kill("3").expect("1 4", "no 3 3 2 3");
        }
    }

    /** The node that is restarted is Gatun: C corosync makes its file of tracked votes and never writes to it. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = "CGC")
    void shouldKnowTheMostVotesEverSeenWhenTheyAreTracked(final String mix) {
        try (VoteCluster ring = new VoteCluster(new Mix(mix), "", "expected_votes_tracking: 1")) {
            ring.start("1 2 3").expect("1 2 3", "yes 3 3 3 2").run(2, "corosync-quorumtool", "-e", "5");
            ring.expect("1 2 3", "yes 5 5 3 3").run(1, "corosync-quorumtool", "-e", "3").kill("2").expect("1 3", "no 5 5 2 3");
            ring.start("2").expect("1 2 3", "yes 5 5 3 3");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("three")
    void shouldWeighVotesAndTakeNewOnesFromTheTool(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "").votes(1, 3)) {
            ring.start("1 2 3").expect("1 2 3", "yes 5 5 5 3");
            ring.part("1", "2 3").expect(Map.of("1", "yes 5 5 3 3", "2 3", "no 5 5 2 3"));
            ring.heal().expect("1 2 3", "yes 5 5 5 3");
            ring.run(1, "corosync-quorumtool", "-n", "2", "-v", "4").expect("1 2 3", "yes 8 8 8 5");
            ring.run(2, "corosync-quorumtool", "-e", "9").expect("1 2 3", "yes 9 9 8 5");
            ring.kill("1").expect("2 3", "yes 9 9 5 5");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("two")
    void shouldTakeNewOptionsFromAReload(final Mix mix) {
        try (VoteCluster ring = new VoteCluster(mix, "")) {
            ring.start("1 2").expect("1 2", "yes 2 2 2 2");
            ring.configure("2Node WaitForAll", "two_node: 1").run(1, "corosync-cfgtool", "-R").expect("1 2", "yes 2 2 2 1");
            ring.kill("1").expect("2", "yes 2 2 1 1").start("1").expect("1 2", "yes 2 2 2 1");
            ring.configure("", "expected_votes: 3").run(2, "corosync-cfgtool", "-R").expect("1 2", "yes 3 3 2 2");
            ring.kill("2").expect("1", "no 3 3 1 2");
        }
    }
}
