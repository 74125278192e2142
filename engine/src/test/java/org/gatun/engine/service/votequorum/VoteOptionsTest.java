package org.gatun.engine.service.votequorum;

import static org.gatun.engine.service.votequorum.VoteRing.on;
import static org.gatun.engine.service.votequorum.VoteRing.text;
import static org.gatun.engine.service.votequorum.VoteRing.u32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ServiceStartException;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.VoteQuorumMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each option of the quorum section makes of rings that form, part and merge. Views: quorate expected highest total quorum. */
final class VoteOptionsTest {
    private static final Map<String, Value> NONE = Map.of();

    private static int[] first(final int count) {
        return IntStream.rangeClosed(1, count).toArray();
    }

    private static int[] ids(final String words) {
        return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static VoteRing whole(final int size, final Map<String, Value> options) {
        return VoteRing.of(size, options).start(first(size)).ring(first(size));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, yes 1 1 1 1",
        "2, 1, no 2 2 1 2", "2, 2, yes 2 2 2 2",
        "3, 1, no 3 3 1 2", "3, 2, yes 3 3 2 2", "3, 3, yes 3 3 3 2",
        "4, 2, no 4 4 2 3", "4, 3, yes 4 4 3 3",
        "5, 2, no 5 5 2 3", "5, 3, yes 5 5 3 3", "5, 5, yes 5 5 5 3"})
    void shouldNeedTheMajorityWhenNoOptionIsSet(final int size, final int present, final String view) {
        final VoteRing parted = whole(size, NONE).ring(first(present));
        parted.expect(view, first(present));
        final VoteRing young = VoteRing.of(size, NONE).start(first(present)).ring(first(present));
        young.expect(view, first(present));
    }

    @ParameterizedTest
    @CsvSource({"1, yes 5 5 3 3", "2 3, no 5 5 2 3", "1 2, yes 5 5 4 3"})
    void shouldCountVotesWhenNodesHaveDifferentOnes(final String members, final String view) {
        VoteRing.weighted(NONE, 3, 1, 1).start(1, 2, 3).ring(1, 2, 3).ring(ids(members)).expect(view, ids(members));
    }

    @Test
    void shouldTakeExpectedVotesFromTheSectionWhenItHasThem() {
        whole(3, Map.of("expected_votes", u32(5))).expect("yes 5 5 3 3", 1, 2, 3).ring(1, 2).expect("no 5 5 2 3", 1, 2);
    }

    @Test
    void shouldRaiseExpectedVotesWhenMoreArePresent() {
        whole(3, Map.of("expected_votes", u32(2))).expect("yes 3 3 3 2", 1, 2, 3);
    }

    @Test
    void shouldWaitForBothThenSurviveAloneWhenTwoNode() {
        final VoteRing ring = VoteRing.of(2, Map.of("two_node", on())).start(1, 2).ring(1);
        ring.expect("no 2 2 1 1", 1);
        ring.ring(1, 2).expect("yes 2 2 2 1", 1, 2);
        ring.ring(1).ring(2).expect("yes 2 2 1 1", 1, 2);
        ring.start(2).ring(2).expect("no 2 2 1 1", 2);
        ring.ring(1, 2).expect("yes 2 2 2 1", 1, 2);
    }

    @Test
    void shouldNotWaitWhenTwoNodeSaysNotTo() {
        VoteRing.of(2, Map.of("two_node", on(), "wait_for_all", Value.ofU8(0))).start(1).ring(1).expect("yes 2 2 1 1", 1);
    }

    @Test
    void shouldWaitForAllAtFirstOnlyWhenAsked() {
        final VoteRing ring = VoteRing.of(3, Map.of("wait_for_all", on())).start(1, 2, 3).ring(1, 2);
        ring.expect("no 3 3 2 2", 1, 2);
        ring.ring(1, 2, 3).expect("yes 3 3 3 2", 1, 2, 3).ring(2, 3).expect("yes 3 3 2 2", 2, 3);
        ring.start(1).ring(1).expect("no 3 3 1 2", 1);
        ring.ring(1, 2, 3).ring(1, 2).expect("yes 3 3 2 2", 1, 2);
    }

    @Test
    void shouldWaitAgainWhenTheLastQuorateOnesAreGone() {
        final VoteRing ring = whole(3, Map.of("wait_for_all", on())).ring(1).start(2).ring(1, 2);
        ring.expect("no 3 3 2 2", 1, 2);
        ring.start(3).ring(1, 2, 3).expect("yes 3 3 3 2", 1, 2, 3);
    }

    @Test
    void shouldStopWaitingOnAllNodesWhenCancelled() {
        final VoteRing ring = VoteRing.of(3, Map.of("wait_for_all", on())).start(1, 2).ring(1, 2).expect("no 3 3 2 2", 1, 2);
        assertEquals(CsError.OK, ring.node(2).config().set("quorum.cancel_wait_for_all", on()));
        ring.wire().run();
        ring.expect("yes 3 3 2 2", 1, 2);
        assertEquals(0, ring.node(2).config().getU8("quorum.cancel_wait_for_all", 9));
        assertEquals(0, ring.node(1).config().getU8("runtime.votequorum.wait_for_all_status", 9));
    }

    @Test
    void shouldShrinkToTheSurvivorsAfterTheWindowWhenLastManStanding() {
        final VoteRing ring = whole(5, Map.of("last_man_standing", on(), "last_man_standing_window", u32(2000)));
        ring.ring(1, 2, 3).expect("yes 5 5 3 3", 1, 2, 3);
        ring.pass(1999).expect("yes 5 5 3 3", 1, 2, 3).pass(1).expect("yes 3 3 3 2", 1, 2, 3);
        ring.ring(2, 3).expect("yes 3 3 2 2", 2, 3).pass(2000).expect("yes 2 2 2 2", 2, 3);
        ring.ring(3).expect("no 2 2 1 2", 3).pass(2000).expect("no 2 2 1 2", 3);
        ring.start(1, 2, 4, 5).ring(1, 2, 3, 4, 5).expect("yes 5 5 5 3", 1, 2, 3, 4, 5);
    }

    @Test
    void shouldNotShrinkTheMinorityWhenLastManStanding() {
        whole(5, Map.of("last_man_standing", on(), "last_man_standing_window", u32(2000)))
            .ring(4, 5).pass(5000).expect("no 5 5 2 3", 4, 5);
    }

    @Test
    void shouldEndWithOneNodeWhenLastManStandingBreaksTies() {
        final VoteRing ring = whole(4, Map.of("last_man_standing", on(), "last_man_standing_window", u32(2000),
            "auto_tie_breaker", on(), "wait_for_all", on()));
        ring.ring(1, 2).ring(3, 4).expect("yes 4 4 2 3", 1, 2).expect("no 4 4 2 3", 3, 4);
        ring.pass(2000).expect("yes 2 2 2 2", 1, 2).expect("no 4 4 2 3", 3, 4);
        ring.ring(1).expect("yes 2 2 1 2", 1).pass(2000).expect("yes 1 1 1 1", 1);
    }

    @Test
    void shouldTurnLastManStandingOffWhenANodeHasMoreVotes() {
        final VoteRing ring = VoteRing.weighted(Map.of("last_man_standing", on()), 2, 1, 1).start(1, 2, 3).ring(1, 2, 3);
        assertEquals(0, ring.flags(2) & VoteQuorumMessages.INFO_FLAG_LAST_MAN_STANDING);
        ring.ring(1, 2).pass(60_000).expect("yes 4 4 3 3", 1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "lowest, 1 4, yes, no", "lowest, 2 3, no, yes",
        "highest, 1 2, no, yes", "highest, 1 4, yes, no",
        "3, 1 2, no, yes", "3, 3 4, yes, no",
        "2 3, 3 4, no, yes", "2 3, 1 2, yes, no",
        "9 4 1, 1 2, no, yes"})
    void shouldGiveTheTieToTheNamedHalfWhenAutoTieBreaker(final String node, final String half, final String verdict,
        final String otherVerdict) {
        final int[] others = Arrays.stream(first(4)).filter(id -> !TieBreaker.contains(ids(half), id)).toArray();
        whole(4, Map.of("auto_tie_breaker", on(), "auto_tie_breaker_node", text(node))).ring(ids(half)).ring(others)
            .expect(verdict + " 4 4 2 3", ids(half)).expect(otherVerdict + " 4 4 2 3", others);
    }

    @Test
    void shouldLetTheNextOfTheListDecideWhenTheFirstWasGoneBefore() {
        whole(4, Map.of("auto_tie_breaker", on(), "auto_tie_breaker_node", text("1 3"))).ring(2, 3, 4).ring(3, 4).ring(2)
            .expect("yes 4 4 2 3", 3, 4).expect("no 4 4 1 3", 2);
    }

    @Test
    void shouldNotBreakTiesOfYoungNodesWhenTheyWereNeverQuorate() {
        VoteRing.of(4, Map.of("auto_tie_breaker", on())).start(1, 2).ring(1, 2).expect("no 4 4 2 3", 1, 2);
    }

    @Test
    void shouldBreakNoTieWhenVotesAreOddOrTheNodeMeansNothing() {
        final VoteRing odd = whole(3, Map.of("auto_tie_breaker", on()));
        assertEquals(0, odd.flags(1) & VoteQuorumMessages.INFO_FLAG_AUTO_TIE_BREAKER);
        assertEquals(0, odd.node(1).config().getU32("runtime.votequorum.atb_type", 9));
        final VoteRing wrong = whole(4, Map.of("auto_tie_breaker", on(), "auto_tie_breaker_node", text("first")));
        wrong.ring(1, 2).expect("no 4 4 2 3", 1, 2);
    }

    @Test
    void shouldExpectLessWhenNodesLeaveInOrderAndDownscaleIsAllowed(@TempDir final Path state) {
        final VoteRing ring = whole(5, Map.of("allow_downscale", on(), "expected_votes", u32(3), "state_dir", text(state.toString())));
        ring.expect("yes 5 5 5 3", 1, 2, 3, 4, 5);
        ring.leave(5, 1, 2, 3, 4).expect("yes 4 4 4 3", 1, 2, 3, 4);
        ring.leave(4, 1, 2, 3).expect("yes 3 3 3 3", 1, 2, 3);
        ring.ring(1, 2).expect("no 3 3 2 3", 1, 2);
    }

    @Test
    void shouldKeepExpectedVotesOverRestartsWhenTheyAreTracked(@TempDir final Path state) throws IOException {
        final Map<String, Value> options =
            Map.of("expected_votes_tracking", on(), "expected_votes", u32(2), "state_dir", text(state.toString()));
        final VoteRing ring = VoteRing.of(3, options).start(1);
        assertArrayEquals(new byte[] {3, 0, 0, 0}, Files.readAllBytes(state.resolve("ev_tracking")));
        ring.start(2, 3).ring(1, 2, 3).expect("yes 3 3 3 2", 1, 2, 3);
        assertEquals(CsError.OK, ring.setExpected(1, 5));
        assertArrayEquals(new byte[] {5, 0, 0, 0}, Files.readAllBytes(state.resolve("ev_tracking")));
        assertEquals(CsError.OK, ring.setExpected(1, 3));
        ring.expect("yes 5 5 3 3", 1, 2, 3).start(1, 2).ring(1, 2).expect("no 5 5 2 3", 1, 2);
        assertEquals(5, ring.node(1).config().getU32("runtime.votequorum.ev_tracking_barrier", 0));
    }

    @Test
    void shouldRefuseToStartWhenExpectedVotesCannotBeTracked(@TempDir final Path state) {
        final VoteRing ring = VoteRing.of(2, Map.of("expected_votes_tracking", on(), "state_dir", text(state + "/missing")));
        assertThrows(ServiceStartException.class, () -> ring.start(1));
    }

    @ParameterizedTest
    @CsvSource({"two_node, 2", "last_man_standing, 4", "auto_tie_breaker, 4", "allow_downscale, 4"})
    void shouldRefuseToStartWhenADeviceMeetsAnOptionItCannotLiveWith(final String option, final int size, @TempDir final Path state) {
        final VoteRing ring = VoteRing.of(size, Map.of(option, on(), "device.model", text("net"), "state_dir", text(state.toString())));
        assertThrows(ServiceStartException.class, () -> ring.start(1));
    }

    @Test
    void shouldLetAClientSetExpectedVotesFromTotalToTwiceTheTotalLessOne() {
        final VoteRing ring = whole(3, NONE);
        assertEquals(CsError.INVALID_PARAM, ring.setExpected(1, 2));
        assertEquals(CsError.INVALID_PARAM, ring.setExpected(1, 6));
        assertEquals(CsError.OK, ring.setExpected(2, 5));
        ring.expect("yes 5 5 3 3", 1, 2, 3);
        ring.ring(1, 2).expect("no 5 5 2 3", 1, 2);
        assertEquals(CsError.OK, ring.setExpected(1, 2));
        ring.expect("yes 2 2 2 2", 1, 2);
    }

    @Test
    void shouldLetAClientSetANodesVotes() {
        final VoteRing ring = whole(3, NONE);
        assertEquals(CsError.NAME_NOT_FOUND, ring.setVotes(1, 9, 1));
        assertEquals(CsError.OK, ring.setVotes(1, 3, 3));
        ring.expect("yes 5 5 5 3", 1, 2, 3);
        ring.ring(1, 2).ring(3).expect("no 5 5 2 3", 1, 2).expect("yes 5 5 3 3", 3);
    }

    @Test
    void shouldTakeNewVotesOfTheNodelistWhenTheyChangeAtRunTime() {
        final VoteRing ring = whole(3, NONE);
        for (final int id : first(3)) {
            ring.node(id).config().put("nodelist.node.0.quorum_votes", u32(2));
        }
        ring.wire().run();
        ring.expect("yes 4 4 4 3", 1, 2, 3);
    }

    @Test
    void shouldKeepItsQuorumInAByteAsTheOthersDo() {
        VoteRing.weighted(NONE, 300, 300).start(1, 2).ring(1, 2).expect("yes 600 600 600 45", 1, 2);
    }
}
