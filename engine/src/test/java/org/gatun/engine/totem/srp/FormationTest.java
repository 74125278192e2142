package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rings form as those of C nodes do: same ring ids, same messages in the same order, same configurations. */
final class FormationTest {
    @Test
    void shouldFormARingOfOneWhenAlone() {
        try (RingCluster cluster = new RingCluster(1, RingCluster.defaults())) {
            final RingCluster.Node node = cluster.node(1);
            node.start();
            cluster.run(1);
            assertTrue(node.operational(1));
            assertEquals(List.of("trans 1.5 members [] left [] joined []", "regular 1.5 members [1] left [] joined [1]"),
                node.takeEvents());
            assertEquals(5, node.stored);
            assertEquals(2, node.counters.membCommitTokenRx);
            assertEquals(1, node.counters.orfTokenTx);
            assertEquals(1, node.counters.membJoinRx, "its own join");
            assertTrue(node.send(7, 8));
            cluster.run(700);
            assertEquals(List.of("1:7", "1:8"), node.takeEvents());
            assertEquals(2, node.counters.mcastRx);
        }
    }

    @Test
    void shouldTakeANewRingIdWhenRestarted() {
        try (RingCluster cluster = new RingCluster(1, RingCluster.defaults())) {
            final RingCluster.Node node = cluster.node(1);
            node.stored = 5;
            node.start();
            cluster.run(1);
            assertEquals("1.a", node.ring.ringId().toString());
            assertEquals(10, node.stored);
        }
    }

    @Test
    void shouldDoNothingBeforeTheInterfaceIsUp() {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1);
            final RingCluster.Node node = cluster.node(2);
            node.start();
            final SingleRing silent = new SingleRing(node.parameters, node, node, node, new RingCounters(), node,
                new RingOptions(Arena.ofAuto(), 2, bound -> 0, 0));
            silent.start(cluster.nowNs);
            final int before = cluster.wire.size();
            final byte[] join = cluster.wire.getLast().bytes();
            silent.onFrame(MemorySegment.ofArray(join), 0, join.length, cluster.nowNs);
            silent.onInterfaceChange(0, true, cluster.nowNs);
            assertEquals(before, cluster.wire.size(), "one of two links is not enough");
            silent.onInterfaceChange(1, true, cluster.nowNs);
            assertEquals(RingState.GATHER, silent.state());
            assertTrue(cluster.wire.size() > before);
        }
    }

    @Test
    void shouldTakeAThirdNodeIn() {
        try (RingCluster cluster = new RingCluster(3, RingCluster.defaults())) {
            cluster.node(1).stored = 8;
            cluster.form(1, 2);
            assertEquals("1.11", cluster.node(2).ring.ringId().toString());
            cluster.nodes.subList(0, 2).forEach(RingCluster.Node::takeEvents);
            cluster.node(3).stored = 0xd;
            final int from = cluster.wire.size();
            cluster.node(3).start();
            assertTrue(cluster.runUntil("one ring", 50, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3))) < 10);

            final Join first = cluster.wire.get(from).join();
            assertEquals(0xe, first.ringSeq);
            assertEquals("3.12", cluster.sent(from, TotemHeader.JOIN).stream().filter(sent -> sent.from() == 3)
                .map(sent -> "3." + Long.toHexString(sent.join().ringSeq)).reduce((a, b) -> b).orElseThrow(), "alone for a moment");
            assertArrayEquals(new int[] {3}, first.proc.toArray());
            assertCommitToken(cluster.sent(from, TotemHeader.COMMIT_TOKEN));
            final OrfToken initial = cluster.sent(from, TotemHeader.ORF_TOKEN).stream()
                .filter(sent -> sent.orfToken().ringSeq == 0x16).findFirst().orElseThrow().orfToken();
            assertEquals(0, initial.tokenSeq);
            assertEquals(-1, initial.aru);
            assertEquals(1, initial.aruAddr);
            assertEquals(0, initial.retransFlg);
            assertEquals(0xa, cluster.node(2).tokenSeqWhenOperational);
            assertEquals(0xb, cluster.node(3).tokenSeqWhenOperational);
            assertEquals(0xc, cluster.node(1).tokenSeqWhenOperational);

            for (int id = 1; id <= 2; id++) {
                assertEquals(List.of("trans 1.16 members [1, 2] left [] joined []", "regular 1.16 members [1, 2, 3] left [] joined [3]"),
                    cluster.node(id).takeEvents());
                assertEquals("1.16 joined 3 left  silent ", cluster.node(id).formed);
            }
            assertEquals(List.of("trans 3.12 members [] left [] joined []", "regular 3.12 members [3] left [] joined [3]",
                "trans 1.16 members [3] left [] joined []", "regular 1.16 members [1, 2, 3] left [] joined [1, 2]"),
                cluster.node(3).takeEvents());
        }
    }

    private static void assertCommitToken(final List<RingCluster.Sent> sent) {
        final int[][] hops = {{1, 2, 1, 1}, {2, 3, 2, 2}, {3, 1, 3, 3}, {1, 2, 4, 3}, {2, 3, 5, 3}, {3, 1, 6, 3}};
        assertEquals(hops.length, sent.size());
        for (int i = 0; i < hops.length; i++) {
            final CommitToken token = sent.get(i).commitToken();
            assertArrayEquals(hops[i], new int[] {sent.get(i).from(), sent.get(i).to(), token.tokenSeq, token.index}, "hop " + i);
            assertEquals(0x16, token.ringSeq);
            assertArrayEquals(new int[] {1, 2, 3}, token.members.toArray());
        }
        final CommitToken complete = sent.getLast().commitToken();
        assertTrue(complete.comesFrom(0, 1, 0x11));
        assertTrue(complete.comesFrom(1, 1, 0x11));
        assertTrue(complete.comesFrom(2, 3, 0x12));
        assertArrayEquals(new int[] {1, 1, 1}, new int[] {complete.received[0], complete.received[1], complete.received[2]});
    }

    @Test
    void shouldFormOneRingWhenAllStartTogether() {
        try (RingCluster cluster = new RingCluster(5, RingCluster.defaults())) {
            cluster.nodes.forEach(RingCluster.Node::start);
            cluster.runUntil("one ring", 10_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3, 4, 5)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 300})
    void shouldPauseBeforeJoinsWhenAsked(final int sendJoin) {
        try (RingCluster cluster = new RingCluster(2, RingCluster.parameters(sendJoin, 2500, 0, 0, false))) {
            cluster.node(1).start();
            cluster.node(2).start();
            cluster.run(sendJoin / 2 - 1);
            assertTrue(cluster.wire.isEmpty());
            cluster.run(2);
            assertFalse(cluster.wire.isEmpty());
            cluster.runUntil("one ring", 10_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2)));
        }
    }

    @Test
    void shouldGatherAgainWhenAnInterfaceChanges() {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1, 2);
            cluster.node(1).ring.onInterfaceChange(0, true, cluster.nowNs);
            assertEquals(RingState.GATHER, cluster.node(1).ring.state());
            assertEquals(GatherReason.INTERFACE_CHANGE, cluster.node(1).gathers.getLast());
            cluster.run(20);
            assertTrue(cluster.node(1).operational(1, 2));
            assertEquals("1.d", cluster.node(1).ring.ringId().toString());
        }
    }

    @Test
    void shouldFormWhenACommitTokenIsLost() {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1);
            final boolean[] lost = new boolean[1];
            cluster.loss = hop -> {
                final boolean first = hop.type() == TotemHeader.COMMIT_TOKEN && !lost[0];
                lost[0] |= first;
                return first;
            };
            cluster.node(2).start();
            final long took = cluster.runUntil("one ring", 2000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2)));
            assertTrue(took >= 869 && took < 900, "sent again after R, took " + took);
            assertEquals(0, cluster.node(1).counters.commitTokenLost);
        }
    }

    @Test
    void shouldGatherAgainWhenEveryCommitTokenIsLost() {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1);
            cluster.loss = hop -> hop.type() == TotemHeader.COMMIT_TOKEN;
            cluster.node(2).start();
            cluster.run(3700);
            assertEquals(List.of(RingState.COMMIT), cluster.node(1).tokensLost);
            assertEquals(1, cluster.node(1).counters.commitTokenLost);
            cluster.loss = hop -> false;
            cluster.runUntil("one ring", 9000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2)));
        }
    }
}
