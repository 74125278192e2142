package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes die, leave, are cut off, stand still, and the rings that follow. Times are those of three nodes with defaults. */
final class MembershipChangeTest {
    private static RingCluster ring(final int count) {
        final RingCluster cluster = new RingCluster(count, RingCluster.defaults());
        for (int id = 1; id <= count; id++) {
            cluster.form(id);
        }
        cluster.run(3000);
        cluster.nodes.forEach(RingCluster.Node::takeEvents);
        return cluster;
    }

    private static void runUntilTokenLeavesNode3(final RingCluster cluster) {
        final int from = cluster.wire.size();
        cluster.runUntil("the token leaves node 3", 700, all -> all.sent(from, TotemHeader.ORF_TOKEN).stream()
            .anyMatch(sent -> sent.from() == 3));
    }

    @Test
    void shouldFormARingOfTheSurvivorsWhenANodeDies() {
        try (RingCluster cluster = ring(3)) {
            final String ring = cluster.node(1).ring.ringId().toString();
            final int from = cluster.wire.size();
            runUntilTokenLeavesNode3(cluster);
            cluster.run(1);
            cluster.node(3).kill();
            final long took = cluster.runUntil("a ring of two", 9000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2));
            assertTrue(took > 8020 && took < 8060, "T + C, took " + took);
            assertEquals(1, cluster.node(1).counters.operationalTokenLost);
            assertEquals(1, cluster.node(1).interfaceChecks);
            assertEquals(List.of(2737L), cluster.node(1).warnings);
            assertEquals(List.of(GatherReason.TOKEN_LOST_IN_OPERATIONAL, GatherReason.CONSENSUS_TIMEOUT), cluster.node(1).gathers.stream()
                .skip(cluster.node(1).gathers.size() - 2).toList());
            final List<Join> joins = cluster.sent(from, TotemHeader.JOIN).stream().map(RingCluster.Sent::join).toList();
            assertEquals(0, joins.getFirst().failed.size());
            assertArrayEquals(new int[] {3}, joins.getLast().failed.toArray());
            final String next = Long.toHexString(Long.parseLong(ring.substring(2), 16) + 4);
            assertEquals(List.of("trans 1." + next + " members [1, 2] left [3] joined []",
                "regular 1." + next + " members [1, 2] left [] joined []"), cluster.node(2).takeEvents());
            assertEquals("1." + next + " joined  left 3 silent 3", cluster.node(2).formed);
        }
    }

    @Test
    void shouldDoubtOnceThatTheNextNodeCanReadTheToken() {
        try (RingCluster cluster = ring(3)) {
            runUntilTokenLeavesNode3(cluster);
            final long fromNs = cluster.nowNs;
            cluster.loss = hop -> hop.from() == 3;
            cluster.runUntil("the token is lost", 5000, all -> all.node(3).ring.state() == RingState.GATHER);
            assertEquals(1, cluster.node(3).doubts.size());
            final long waited = (cluster.node(3).doubts.getFirst() - fromNs) / 1_000_000;
            assertTrue(waited >= 1825 && waited <= 685 + 1825 + 869 + 10, "the token comes once more when it is held no longer; then half of"
                + " the token timeout, at most a retransmit timeout later: " + waited);
        }
    }

    @Test
    void shouldForgetWhoFailedWhenAMemberHasInstalledTheRingThatItRecovers() {
        final Join answer = answerInRecovery(set(1, 2, 4), set());
        assertEquals(0, answer.failed.size());
        assertArrayEquals(new int[] {1, 2, 4}, answer.proc.toArray());
    }

    @Test
    void shouldKeepWhoFailedWhenAMemberGivesUpTheRingThatItRecovers() {
        final Join answer = answerInRecovery(set(1, 2, 3), set(3));
        assertArrayEquals(new int[] {3}, answer.failed.toArray());
    }

    /** What node 1 answers to a join of node 2 while both recover a ring without node 3. */
    private static Join answerInRecovery(final NodeSet proc, final NodeSet failed) {
        try (RingCluster cluster = ring(3)) {
            cluster.node(3).kill();
            cluster.runUntil("node 1 recovers", 9000, all -> all.node(1).ring.state() == RingState.RECOVERY);
            final MemorySegment join = MemorySegment.ofArray(new byte[Join.LENGTH_MAX]);
            final int length = Join.encode(join, false, 2, cluster.node(1).ring.ringId().sequence(), proc, failed);
            final int from = cluster.wire.size();
            cluster.node(1).ring.onFrame(join, 0, length, cluster.nowNs);
            return cluster.sent(from, TotemHeader.JOIN).stream().filter(sent -> sent.from() == 1).map(RingCluster.Sent::join).toList().getLast();
        }
    }

    private static NodeSet set(final int... ids) {
        final NodeSet set = new NodeSet();
        for (final int id : ids) {
            set.add(id);
        }
        return set;
    }

    @Test
    void shouldFormARingWithAnotherRepresentativeWhenTheFirstDies() {
        try (RingCluster cluster = ring(3)) {
            cluster.node(1).kill();
            cluster.runUntil("a ring of two", 9000, all -> all.node(2).operational(2, 3) && all.node(3).operational(2, 3));
            assertEquals(2, cluster.node(3).ring.ringId().representative());
            cluster.node(1).start();
            cluster.runUntil("a ring of three", 100, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
        }
    }

    @Test
    void shouldNotWaitWhenANodeLeaves() {
        try (RingCluster cluster = ring(3)) {
            final int from = cluster.wire.size();
            cluster.node(2).leave();
            final long took = cluster.runUntil("a ring of two", 100, all -> all.node(1).operational(1, 3) && all.node(3).operational(1, 3));
            assertTrue(took < 10, "took " + took);
            final RingCluster.Sent leave = cluster.sent(from, TotemHeader.JOIN).getFirst();
            assertTrue(leave.join().leave);
            assertEquals(2, leave.join().systemFrom);
            assertArrayEquals(new int[] {1, 3}, leave.join().proc.toArray());
            assertArrayEquals(new int[] {2}, leave.join().failed.toArray());
            assertTrue(cluster.node(1).formed.endsWith("left 2 silent "), cluster.node(1).formed);
        }
    }

    @Test
    void shouldBeSilentAfterLeaving() {
        try (RingCluster cluster = ring(2)) {
            final SingleRing ring = cluster.node(2).ring;
            ring.leave();
            final int from = cluster.wire.size();
            final byte[] token = cluster.sent(0, TotemHeader.ORF_TOKEN).getLast().bytes();
            ring.onFrame(MemorySegment.ofArray(token), 0, token.length, cluster.nowNs);
            ring.forceGather();
            assertEquals(0, ring.doWork(cluster.nowNs + 3_600_000 * RingCluster.MS));
            assertEquals(from, cluster.wire.size());
        }
    }

    @Test
    void shouldFormTwoRingsWhenPartitionedAndOneWhenHealed() {
        try (RingCluster cluster = ring(3)) {
            final String ring = cluster.node(1).ring.ringId().toString();
            cluster.loss = hop -> (hop.from() == 3) != (hop.to().id == 3);
            cluster.runUntil("two rings", 10_000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2)
                && all.node(3).operational(3));
            assertEquals(cluster.node(1).ring.ringId().sequence(), cluster.node(3).ring.ringId().sequence(), "same seq, another rep");
            cluster.run(3000);
            cluster.nodes.forEach(RingCluster.Node::takeEvents);
            cluster.loss = hop -> false;
            final long took = cluster.runUntil("one ring", 2000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
            assertTrue(took < 900, "a hold and a merge detect, took " + took);
            final String id = "1." + Long.toHexString(Long.parseLong(ring.substring(2), 16) + 8);
            assertEquals(List.of("trans " + id + " members [1, 2] left [] joined []",
                "regular " + id + " members [1, 2, 3] left [] joined [3]"), cluster.node(1).takeEvents());
            assertEquals(List.of("trans " + id + " members [3] left [] joined []",
                "regular " + id + " members [1, 2, 3] left [] joined [1, 2]"), cluster.node(3).takeEvents());
        }
    }

    @Test
    void shouldMergeAtOnceWhenThereIsTraffic() {
        try (RingCluster cluster = ring(2)) {
            cluster.loss = hop -> true;
            cluster.runUntil("two rings", 10_000, all -> all.node(1).operational(1) && all.node(2).operational(2));
            cluster.loss = hop -> hop.type() == TotemHeader.MERGE_DETECT;
            cluster.node(2).send(1);
            final long took = cluster.runUntil("one ring", 1000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2)));
            assertTrue(took < 20, "took " + took);
            assertTrue(cluster.node(1).gathers.contains(GatherReason.FOREIGN_MESSAGE_IN_OPERATIONAL));
        }
    }

    @Test
    void shouldGatherEarlierWhenThereIsAHeartbeat() {
        try (RingCluster cluster = new RingCluster(3, RingCluster.parameters(0, 2500, 2, 50, false))) {
            cluster.form(1, 2, 3);
            cluster.node(3).kill();
            final long took = cluster.runUntil("a gather", 4000, all -> all.node(1).ring.state() == RingState.GATHER);
            assertTrue(took < 2 * 869 + 50 + 685 + 10, "took " + took);
            cluster.runUntil("a ring of two", 10_000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2));
        }
    }

    @Test
    void shouldGatherWhenForced() {
        try (RingCluster cluster = ring(3)) {
            cluster.node(2).ring.forceGather();
            assertEquals(cluster.nowNs, cluster.node(2).ring.nextDeadlineNs(cluster.nowNs));
            cluster.run(100);
            assertEquals(GatherReason.TOKEN_LOST_IN_OPERATIONAL, cluster.node(2).gathers.stream()
                .filter(reason -> reason == GatherReason.TOKEN_LOST_IN_OPERATIONAL).findFirst().orElseThrow());
            assertTrue(cluster.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldThrowOldJoinsAwayAfterAPause(final boolean timersFirst) {
        try (RingCluster cluster = ring(3)) {
            cluster.node(2).pause();
            cluster.runUntil("a ring of two", 12_000, all -> all.node(1).operational(1, 3) && all.node(3).operational(1, 3));
            cluster.node(2).resume(timersFirst);
            assertEquals(1, cluster.node(2).pauses);
            cluster.runUntil("one ring", 10_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
        }
    }

    @Test
    void shouldSurviveAShortPause() {
        try (RingCluster cluster = ring(3)) {
            cluster.node(2).pause();
            cluster.run(1500);
            cluster.node(2).resume(true);
            cluster.run(5000);
            assertTrue(cluster.nodes.stream().allMatch(node -> node.operational(1, 2, 3) && node.tokensLost.isEmpty()));
            assertEquals(0, cluster.node(2).pauses);
        }
    }

    @Test
    void shouldFormARingOfOneWhenItFailsToReceive() {
        final RingCluster cluster = new RingCluster(3, RingCluster.parameters(0, 60, 0, 0, false));
        try (cluster) {
            cluster.form(1, 2, 3);
            cluster.run(1000);
            cluster.loss = hop -> hop.type() == TotemHeader.MCAST && hop.to().id == 3;
            cluster.node(1).send(1);
            cluster.runUntil("failure", 30_000, all -> all.node(3).failedToReceive);
            final long took = cluster.runUntil("two rings", 1000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2)
                && all.node(3).operational(3));
            assertTrue(took < 20, "took " + took);
            assertTrue(cluster.node(1).takeEvents().contains("1:1"));
            cluster.loss = hop -> false;
            cluster.runUntil("one ring", 3000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
        }
    }

    @Test
    void shouldIgnoreStaleJoinsOfMembers() {
        try (RingCluster cluster = ring(2)) {
            final byte[] stale = cluster.sent(0, TotemHeader.JOIN).getFirst().bytes();
            cluster.node(2).inject(stale);
            assertEquals(RingState.OPERATIONAL, cluster.node(2).ring.state());
            final Join join = new RingCluster.Sent(0, 1, 0, stale).join();
            final MemorySegment current = MemorySegment.ofArray(new byte[Join.LENGTH_MAX]);
            final int length = Join.encode(current, false, 1, cluster.node(2).ring.ringId().sequence(), join.proc, join.failed);
            cluster.node(2).ring.onFrame(current, 0, length, cluster.nowNs);
            assertEquals(RingState.GATHER, cluster.node(2).ring.state(), "one of this ring is not stale");
        }
    }
}
