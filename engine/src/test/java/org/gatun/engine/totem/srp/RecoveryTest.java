package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gatun.engine.config.TotemParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of the old ring that not all have when the ring changes. */
final class RecoveryTest {
    private static RingCluster ring(final int firstSeq) {
        final RingCluster cluster = new RingCluster(3, RingCluster.parameters(0, 1_000_000, 0, 0, false), firstSeq);
        cluster.form(1, 2, 3);
        cluster.run(2000);
        cluster.nodes.forEach(RingCluster.Node::takeEvents);
        return cluster;
    }

    private static boolean isMcastFrom(final RingCluster.Hop hop, final int originator) {
        return hop.type() == TotemHeader.MCAST && hop.bytes()[5] == originator;
    }

    /** Before node 3 is killed, node 1 misses what node 2 sent; 2 has it. */
    private static void loseAndKill(final RingCluster cluster) {
        cluster.loss = hop -> hop.type() == TotemHeader.MCAST && hop.to().id == 1;
        cluster.node(2).send(1, 2, 3);
        cluster.runUntil("delivery", 1000, all -> all.node(2).events.size() == 3);
        cluster.node(3).kill();
        cluster.runUntil("gather", 5000, all -> all.node(1).ring.state() == RingState.GATHER);
        cluster.loss = hop -> false;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7fff_fff8, 0xffff_fff0, -2})
    void shouldDeliverInTheOldRingWhatAMemberHas(final int firstSeq) {
        try (RingCluster cluster = ring(firstSeq)) {
            loseAndKill(cluster);
            final int from = cluster.wire.size();
            cluster.runUntil("a ring of two", 6000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2));
            final List<String> events = cluster.node(1).takeEvents();
            assertEquals(List.of("2:1", "2:2", "2:3"), events.subList(0, 3), "before the transitional configuration");
            assertTrue(events.get(3).startsWith("trans "));
            assertEquals(events, cluster.node(2).takeEvents());
            final List<RingCluster.Sent> recovery = cluster.sent(from, TotemHeader.MCAST);
            assertTrue(recovery.size() >= 3);
            assertTrue(recovery.stream().allMatch(sent -> sent.bytes()[4] == TotemHeader.ENCAPSULATED));
            final int last = recovery.getLast().getInt(17);
            final int next = cluster.wire.size();
            cluster.node(2).send(9);
            cluster.run(1000);
            assertEquals(last + 1, cluster.sent(next, TotemHeader.MCAST).getFirst().getInt(17), "numbers go on");
            assertEquals(List.of("2:9"), cluster.node(1).takeEvents());
        }
    }

    @Test
    void shouldSkipTheGapOfANodeThatIsGone() {
        try (RingCluster cluster = ring(0)) {
            final int[] lostSeq = new int[1];
            cluster.loss = hop -> {
                if (isMcastFrom(hop, 3) && lostSeq[0] == 0) {
                    lostSeq[0] = new RingCluster.Sent(0, 3, 0, hop.bytes()).getInt(17) + 1;
                }
                return isMcastFrom(hop, 3) && new RingCluster.Sent(0, 3, 0, hop.bytes()).getInt(17) == lostSeq[0];
            };
            cluster.node(3).send(1, 2, 3);
            cluster.runUntil("delivery", 1000, all -> all.node(3).events.size() == 3);
            cluster.node(1).send(4);
            cluster.node(2).send(5);
            cluster.runUntil("all were sent", 1000, all -> all.node(3).events.size() == 5);
            cluster.node(3).kill();
            cluster.loss = hop -> false;
            cluster.runUntil("a ring of two", 10_000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2));
            final List<String> events = cluster.node(1).takeEvents();
            assertEquals("3:1", events.getFirst());
            assertTrue(events.get(1).startsWith("trans "), events.toString());
            assertFalse(events.contains("3:2"));
            assertFalse(events.contains("3:3"), "behind the gap, of a node that is not here");
            assertTrue(events.indexOf("1:4") > 1 && events.indexOf("2:5") > 1);
            assertTrue(events.getLast().startsWith("regular "));
            assertEquals(events, cluster.node(2).takeEvents());
        }
    }

    @Test
    void shouldRecoverAfterAnAbortedAttempt() {
        try (RingCluster cluster = ring(0)) {
            loseAndKill(cluster);
            cluster.loss = hop -> hop.type() == TotemHeader.ORF_TOKEN || hop.type() == TotemHeader.MCAST;
            cluster.runUntil("loss in recovery", 12_000, all -> all.node(1).tokensLost.contains(RingState.RECOVERY)
                || all.node(2).tokensLost.contains(RingState.RECOVERY));
            cluster.loss = hop -> false;
            cluster.runUntil("a ring of two", 12_000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2));
            final List<String> events = cluster.node(1).takeEvents();
            assertEquals(List.of("2:1", "2:2", "2:3"), events.subList(0, 3));
            assertTrue(events.get(3).startsWith("trans ") && events.get(3).contains("members [1, 2] left [3]"), events.toString());
            assertEquals(events, cluster.node(2).takeEvents());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void shouldRecoverOverALossyNetwork(final int oneIn) {
        try (RingCluster cluster = ring(0xffff_ff80)) {
            cluster.loss = hop -> isMcastFrom(hop, 2) && hop.to().id == 1;
            cluster.node(2).send(IntStream.range(0, 300).toArray());
            // Sending them again to node 1 uses up what each visit allows, so the rest waits in node 2's queue.
            cluster.runUntil("delivery", 1000, all -> all.node(2).events.size() >= 17);
            cluster.node(3).kill();
            cluster.loss = hop -> hop.type() == TotemHeader.MCAST && hop.id() % oneIn == 0;
            cluster.runUntil("a ring of two", 40_000, all -> all.node(1).operational(1, 2) && all.node(2).operational(1, 2));
            cluster.loss = hop -> false;
            cluster.run(5000);
            final List<String> events = cluster.node(1).takeEvents();
            assertTrue(events.indexOf("2:16") < events.indexOf(events.stream().filter(event -> event.startsWith("trans ")).findFirst()
                .orElseThrow()), events.toString());
            assertEquals(300, events.stream().filter(event -> event.startsWith("2:")).count());
            assertEquals(events, cluster.node(2).takeEvents());
        }
    }

    /** Two members have all numbers of the window, a third lacks an early one: each of the two alone can send them all again, not both. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0x7fff_fff8, 0", "0, 7", "0, 3"})
    void shouldRecoverAWholeWindowThatTwoMembersHave(final String firstSeq, final int lossOneIn) {
        try (RingCluster cluster = new RingCluster(4, RingCluster.parameters(0, 1_000_000, 0, 0, false),
            Integer.decode(firstSeq.replace("_", "")))) {
            cluster.recording = false;
            cluster.form(1, 2, 3, 4);
            cluster.run(2000);
            cluster.nodes.forEach(RingCluster.Node::takeEvents);
            final List<Integer> lost = new ArrayList<>();
            cluster.loss = hop -> {
                if (isMcastFrom(hop, 2) && lost.isEmpty()) {
                    lost.add(new RingCluster.Sent(0, 2, 0, hop.bytes()).getInt(17));
                }
                return isMcastFrom(hop, 2) && hop.to().id == 1 && new RingCluster.Sent(0, 2, 0, hop.bytes()).getInt(17) == lost.getFirst();
            };
            int sent = 0;
            for (int rotation = 0; rotation < 2000; rotation++) {
                while (cluster.node(2).ring.available() > 1 && cluster.node(2).send(sent)) {
                    sent++;
                }
                cluster.run(1);
            }
            final int window = cluster.node(2).events.size();
            assertTrue(window > SortQueue.SIZE - 100, "messages in the window: " + window);
            cluster.node(4).kill();
            cluster.runUntil("gather", 5000, all -> all.node(1).ring.state() == RingState.GATHER);
            cluster.loss = hop -> lossOneIn > 0 && hop.type() == TotemHeader.MCAST && hop.id() % lossOneIn == 0;
            cluster.runUntil("a ring of three", 60_000, all -> all.node(1).operational(1, 2, 3) && all.node(2).operational(1, 2, 3)
                && all.node(3).operational(1, 2, 3));
            final List<String> events = cluster.node(1).takeEvents();
            assertEquals("2:" + (window - 1), events.get(window - 1), "before the transitional configuration");
            assertTrue(events.get(window).startsWith("trans "), events.get(window));
            final List<String> second = cluster.node(2).takeEvents();
            assertEquals(second.subList(0, window + 2), events.subList(0, window + 2));
        }
    }

    /** A second copy of each message would not fit into the memory that there is for large frames. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void shouldSendAgainLargeMessagesThatFillTheStore(final int lossOneIn) {
        final TotemParameters parameters = new TotemParameters(1, 65_000, 3650, 75, 869, 685, 4, 50, 0, 4380, 200, 1000, 1_000_000, 30, 0, 0,
            200, 60, 5, false);
        try (RingCluster cluster = new RingCluster(3, parameters)) {
            cluster.recording = false;
            cluster.form(1, 2, 3);
            cluster.run(2000);
            cluster.nodes.forEach(RingCluster.Node::takeEvents);
            cluster.loss = hop -> isMcastFrom(hop, 2) && hop.to().id == 1;
            final RingCluster.Node sender = cluster.node(2);
            int sent = 0;
            while (sender.events.size() < 1500) {
                for (; sent < 1500 && sender.ring.available() > 1; sent++) {
                    sender.ring.cancelHold();
                    final long offset = sender.ring.claim();
                    sender.ring.sendSegment().set(ValueLayout.JAVA_INT_UNALIGNED, offset, sent);
                    sender.ring.commitFrame(3000, 0);
                }
                cluster.run(1);
            }
            cluster.node(3).kill();
            cluster.loss = hop -> lossOneIn > 0 && hop.type() == TotemHeader.MCAST && hop.id() % lossOneIn == 0;
            cluster.runUntil("a ring of two", 60_000, all -> all.node(1).operational(1, 2) && sender.operational(1, 2));
            final List<String> events = cluster.node(1).takeEvents();
            assertEquals(IntStream.range(0, 1500).mapToObj(i -> "2:" + i).toList(), events.subList(0, 1500));
            assertTrue(events.get(1500).startsWith("trans "), events.get(1500));
            assertEquals(events, sender.takeEvents());
        }
    }

    @Test
    void shouldNotMixMessagesOfTwoRingsThatMerge() {
        try (RingCluster cluster = ring(0)) {
            cluster.loss = hop -> (hop.from() == 3) != (hop.to().id == 3);
            cluster.runUntil("two rings", 10_000, all -> all.node(1).operational(1, 2) && all.node(3).operational(3));
            cluster.run(100);
            cluster.node(3).send(30, 31);
            cluster.node(1).send(10);
            cluster.run(1000);
            cluster.loss = hop -> false;
            cluster.runUntil("one ring", 3000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
            cluster.node(2).send(20);
            cluster.run(1000);
            final List<String> first = cluster.node(1).takeEvents();
            final List<String> third = cluster.node(3).takeEvents();
            assertTrue(first.contains("1:10") && !first.contains("3:30"));
            assertTrue(third.contains("3:31") && !third.contains("1:10"));
            assertEquals("2:20", first.getLast());
            assertEquals("2:20", third.getLast());
        }
    }
}
