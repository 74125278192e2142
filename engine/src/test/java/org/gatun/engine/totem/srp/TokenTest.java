package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token of a ring of three: hold, loss, retransmission of messages, flow control. */
final class TokenTest {
    private static RingCluster ring(final int firstSeq) {
        final RingCluster cluster = new RingCluster(3, RingCluster.defaults(), firstSeq);
        cluster.form(1, 2, 3);
        cluster.run(2000);
        cluster.nodes.forEach(RingCluster.Node::takeEvents);
        return cluster;
    }

    @Test
    void shouldHoldAnIdleToken() {
        try (RingCluster cluster = ring(0)) {
            final int from = cluster.wire.size();
            cluster.run(6850);
            final List<RingCluster.Sent> tokens = cluster.sent(from, TotemHeader.ORF_TOKEN);
            assertEquals(30, tokens.size(), "one rotation each 685 ms");
            assertEquals(10, cluster.sent(from, TotemHeader.MERGE_DETECT).size());
            assertTrue(cluster.sent(from, TotemHeader.MERGE_DETECT).stream().allMatch(sent -> sent.from() == 1));
            assertTrue(cluster.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
        }
    }

    @Test
    void shouldHoldFromTheThirtyFirstUnchangedToken() {
        try (RingCluster cluster = ring(0)) {
            cluster.node(1).send(1);
            cluster.run(2);
            final long received = cluster.node(1).counters.orfTokenRx;
            cluster.run(300);
            final List<RingCluster.Sent> tokens = cluster.sent(0, TotemHeader.ORF_TOKEN);
            final int last = tokens.getLast().orfToken().seq;
            final long unchanged = tokens.stream().filter(sent -> sent.to() == 1 && sent.orfToken().seq == last).count();
            assertEquals(32, unchanged, "the first of them brought the change");
            assertTrue(cluster.node(1).counters.orfTokenRx > received);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldLetAHeldTokenGoWhenThereIsSomethingToSend(final int sender) {
        try (RingCluster cluster = ring(0)) {
            final int from = cluster.wire.size();
            assertTrue(cluster.node(sender).send(42, 43));
            cluster.run(1);
            for (final RingCluster.Node node : cluster.nodes) {
                assertEquals(List.of(sender + ":42", sender + ":43"), node.takeEvents());
            }
            assertEquals(1, cluster.sent(from, TotemHeader.HOLD_CANCEL).size());
            assertEquals(1, cluster.node(sender).counters.tokenHoldCancelTx);
        }
    }

    @Test
    void shouldCallBackOnceWhenATokenCallbackIsRequested() {
        try (RingCluster cluster = ring(0)) {
            cluster.node(3).ring.requestTokenCallback();
            cluster.run(1);
            assertEquals(1, cluster.node(3).tokenCallbacks);
            cluster.run(2000);
            assertEquals(1, cluster.node(3).tokenCallbacks);
        }
    }

    @Test
    void shouldSendTheSameTokenAgainWhenItIsLost() {
        try (RingCluster cluster = ring(0)) {
            final boolean[] lost = new boolean[1];
            cluster.loss = hop -> {
                final boolean first = hop.type() == TotemHeader.ORF_TOKEN && hop.from() == 2 && !lost[0];
                lost[0] |= first;
                return first;
            };
            cluster.runUntil("a loss", 1000, all -> lost[0]);
            final RingCluster.Sent token = cluster.wire.getLast();
            final int from = cluster.wire.size();
            cluster.run(900);
            final RingCluster.Sent again = cluster.sent(from, TotemHeader.ORF_TOKEN).stream()
                .filter(sent -> sent.from() == 2).findFirst().orElseThrow();
            assertArrayEquals(token.bytes(), again.bytes());
            assertEquals(869, (again.timeNs() - token.timeNs()) / RingCluster.MS);
            cluster.run(10_000);
            assertTrue(cluster.nodes.stream().allMatch(node -> node.operational(1, 2, 3) && node.tokensLost.isEmpty()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7fff_fff0, 0xffff_fff0, -300})
    void shouldAskForAMissingMessageAtTheFifthVisit(final int firstSeq) {
        try (RingCluster cluster = ring(firstSeq)) {
            final RingCluster.Node sender = cluster.node(2);
            cluster.loss = hop -> hop.type() == TotemHeader.MCAST && hop.to().id == 1;
            sender.send(1, 2, 3);
            final int from = cluster.wire.size();
            cluster.runUntil("a request", 100, all -> all.sent(from, TotemHeader.ORF_TOKEN).stream()
                .anyMatch(sent -> sent.orfToken().entries > 0));
            final RingCluster.Sent request = cluster.wire.getLast();
            assertEquals(1, request.from());
            final OrfToken token = request.orfToken();
            assertEquals(3, token.entries);
            assertEquals(token.seq, token.entrySeq[2]);
            assertEquals(token.seq - 3, token.aru);
            assertEquals(1, token.aruAddr);
            assertEquals(5, cluster.sent(from, TotemHeader.ORF_TOKEN).stream()
                .filter(sent -> sent.from() == 1 && sent.orfToken().seq == token.seq).count());
            cluster.loss = hop -> false;
            cluster.run(2);
            assertEquals(3, cluster.node(2).counters.mcastRetx + cluster.node(3).counters.mcastRetx);
            for (final RingCluster.Node node : cluster.nodes) {
                assertEquals(List.of("2:1", "2:2", "2:3"), node.takeEvents());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7fff_ff00, 0xffff_ff00, -3000})
    void shouldKeepOneOrderAndTheWindow(final int firstSeq) {
        try (RingCluster cluster = ring(firstSeq)) {
            final int from = cluster.wire.size();
            final int each = 1500;
            for (final RingCluster.Node node : cluster.nodes) {
                assertTrue(node.send(IntStream.range(0, each).toArray()));
            }
            cluster.run(200);
            final List<String> events = cluster.node(1).takeEvents();
            assertEquals(3 * each, events.size());
            assertEquals(events, cluster.node(2).takeEvents());
            assertEquals(events, cluster.node(3).takeEvents());
            int inVisit = 0;
            int most = 0;
            for (final RingCluster.Sent sent : cluster.wire.subList(from, cluster.wire.size())) {
                inVisit = sent.type() == TotemHeader.MCAST ? inVisit + 1 : 0;
                most = Math.max(most, inVisit);
                assertTrue(sent.type() != TotemHeader.ORF_TOKEN || sent.orfToken().fcc <= 50);
            }
            assertEquals(17, most);
            cluster.run(20);
            final OrfToken idle = cluster.sent(from, TotemHeader.ORF_TOKEN).getLast().orfToken();
            assertEquals(0, idle.backlog);
            assertEquals(0, idle.fcc);
            assertEquals(idle.seq, idle.aru);
            assertEquals(0, idle.aruAddr);
        }
    }

    @Test
    void shouldTakeMulticastsInBeforeTheTokenThatFollowedThem() {
        try (RingCluster cluster = ring(0)) {
            final RingCluster.Node late = cluster.node(3);
            cluster.loss = hop -> hop.type() == TotemHeader.MCAST && hop.to() == late && late.multicastSocket.add(hop.bytes());
            final int from = cluster.wire.size();
            cluster.node(1).send(1, 2);
            cluster.run(1);
            assertEquals(List.of("1:1", "1:2"), late.takeEvents());
            assertTrue(cluster.sent(from, TotemHeader.ORF_TOKEN).stream().filter(sent -> sent.from() == 3)
                .allMatch(sent -> sent.orfToken().aru == sent.orfToken().seq), "never behind");
        }
    }

    @Test
    void shouldDropJoinsAndTokensThatComeWithTheMulticastsOfATokenVisit() {
        try (RingCluster cluster = ring(0)) {
            final RingCluster.Node node = cluster.node(2);
            final RingCounters counters = node.counters;
            final MemorySegment join = MemorySegment.ofArray(new byte[Join.LENGTH + 2 * Integer.BYTES]);
            final NodeSet proc = new NodeSet();
            proc.add(1);
            final NodeSet failed = new NodeSet();
            failed.add(3);
            Join.encode(join, true, 3, node.ring.ringId().sequence(), proc, failed);
            node.multicastSocket.add((byte[])join.heapBase().orElseThrow());
            node.multicastSocket.add(cluster.sent(0, TotemHeader.ORF_TOKEN).getLast().bytes());
            node.multicastSocket.add(cluster.sent(0, TotemHeader.COMMIT_TOKEN).getLast().bytes());
            cluster.run(1000);
            assertTrue(node.multicastSocket.isEmpty());
            assertTrue(node.operational(1, 2, 3));
            assertEquals(2, counters.rxMsgDropped);
            cluster.node(3).kill();
            cluster.runUntil("a ring of two", 10_000, all -> node.operational(1, 2));
            assertTrue(node.formed.endsWith("left 3 silent "), "the leave was remembered: " + node.formed);
        }
    }

    @Test
    void shouldGatherWhenAForeignMessageComesWithTheMulticastsOfATokenVisit() {
        try (RingCluster cluster = ring(0)) {
            final RingCluster.Node node = cluster.node(2);
            final MemorySegment foreign = MemorySegment.ofArray(new byte[Mcast.LENGTH]);
            Mcast.write(foreign, 0, TotemHeader.NOT_ENCAPSULATED, 9, 0);
            node.multicastSocket.add((byte[])foreign.heapBase().orElseThrow());
            cluster.runUntil("gather", 1000, all -> node.ring.state() == RingState.GATHER);
            assertEquals(GatherReason.FOREIGN_MESSAGE_IN_OPERATIONAL, node.gathers.getLast());
            cluster.runUntil("the ring without the stranger", 10_000, all -> all.nodes.stream().allMatch(any -> any.operational(1, 2, 3)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 16_384, 0x4000_0000, Integer.MIN_VALUE})
    void shouldDropATokenWhoseNumbersCannotBeOfThisRing(final int distance) {
        try (RingCluster cluster = ring(0)) {
            final RingCluster.Node node = cluster.node(2);
            final OrfToken token = cluster.sent(0, TotemHeader.ORF_TOKEN).getLast().orfToken();
            token.seq += distance;
            token.tokenSeq += 10;
            token.encode(1);
            node.inject((byte[])token.bytes.heapBase().orElseThrow());
            assertEquals(1, node.counters.rxMsgDropped);
            cluster.run(10_000);
            assertTrue(cluster.nodes.stream().allMatch(any -> any.operational(1, 2, 3) && any.tokensLost.isEmpty()));
        }
    }

    @Test
    void shouldRefuseWhenTheQueueIsFull() {
        try (RingCluster cluster = ring(0)) {
            final RingCluster.Node node = cluster.node(2);
            final int capacity = node.ring.queueCapacity();
            assertEquals(2974, capacity);
            assertEquals(capacity - 2, node.ring.available());
            assertTrue(node.send(new int[capacity - 1]));
            assertEquals(-1, node.ring.claim());
            assertEquals(0, node.ring.available());
            cluster.run(100);
            assertEquals(capacity - 2, node.ring.available());
        }
    }

    @Test
    void shouldReleaseAHeldTokenWhenMessagesAreSentAgainAndThatIsConfigured() {
        try (RingCluster cluster = new RingCluster(3, RingCluster.parameters(0, 1_000_000, 0, 0, true))) {
            cluster.form(1, 2, 3);
            cluster.loss = hop -> hop.type() == TotemHeader.MCAST && hop.to().id == 3;
            cluster.node(2).send(1);
            cluster.run(500);
            final int from = cluster.wire.size();
            cluster.run(100);
            assertTrue(cluster.sent(from, TotemHeader.ORF_TOKEN).size() > 100, "the token keeps going round");
            cluster.loss = hop -> false;
            cluster.run(2);
            assertTrue(cluster.node(3).takeEvents().contains("2:1"));
        }
    }

    @Test
    void shouldKeepFramesBackUntilSynchronised() {
        try (RingCluster cluster = ring(0)) {
            final RingCluster.Node node = cluster.node(1);
            cluster.node(3).ring.forceGather();
            node.send(5);
            cluster.runUntil("a new ring", 10_000, all -> !all.node(1).ring.ringId().toString().equals("1.d")
                && all.nodes.stream().allMatch(any -> any.operational(1, 2, 3)));
            cluster.run(1000);
            final List<String> events = node.takeEvents();
            assertEquals("1:5", events.getLast(), "after the configurations");
            assertEquals(events, cluster.node(2).takeEvents());
            assertNotEquals(0, node.counters.operationalEntered);
        }
    }
}
