package org.gatun.engine.totem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterTest {
    private static final int[] ALL = {1, 2, 3, 4, 5};

    @ParameterizedTest
    @ValueSource(ints = {0, -300, -2, 0x7fffff00, 0x7fff8000})
    void shouldDeliverInOneOrder(final int firstSeq) {
        try (SimCluster cluster = new SimCluster(3, 1, firstSeq).formed()) {
            send(cluster, 3000, 3000);
            cluster.await(20_000, "all delivered", () -> allDelivered(cluster, 9000));
            checkSame(cluster);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDeliverInOneOrderOverABadNetwork(final long seed) {
        try (SimCluster cluster = new SimCluster(3, seed, seed % 2 == 0 ? 0 : -400).formed()) {
            cluster.loss = 0.05;
            cluster.duplication = 0.05;
            cluster.jitterNs = 300_000;
            send(cluster, 500, 5000);
            cluster.run(60_000);
            cluster.heal();
            cluster.await(60_000, "one ring", cluster::isOneRing);
            cluster.await(60_000, "all delivered", () -> allDelivered(cluster, 1500));
            checkSame(cluster);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldDeliverLargeMessagesWhole(final long seed) {
        try (SimCluster cluster = new SimCluster(3, seed, 0).formed()) {
            cluster.loss = 0.01;
            cluster.jitterNs = 100_000;
            cluster.nodes.forEach(node -> node.lengthMin = 100_000);
            send(cluster, 10, (1 << 20) - 100);
            cluster.await(120_000, "all delivered", () -> allDelivered(cluster, 30));
            checkSame(cluster);
        }
    }

    /** The survivors deliver the same messages of the dead node, all of them before the change. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldAgreeOnTheMessagesOfANodeThatDiesInTheMiddle(final long seed) {
        try (SimCluster cluster = new SimCluster(5, seed, 0).formed()) {
            cluster.loss = seed % 3 * 0.02;
            cluster.jitterNs = 200_000;
            send(cluster, 1000, 2000);
            final SimNode victim = cluster.node(1 + (int)(seed % 5));
            cluster.await(60_000, "traffic", () -> victim.ownDelivered > 100);
            victim.kill();
            cluster.run(2000);
            cluster.heal();
            cluster.await(60_000, "one ring", cluster::isOneRing);
            cluster.await(60_000, "all delivered", () -> cluster.nodes.stream().allMatch(node -> node == victim
                || node.toSend == 0 && node.ownDelivered == 1000));
            cluster.run(2000);
            checkSame(cluster);
            checkHistories(cluster, false);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFormOneRingAfterACrashAndAPartition(final long seed) {
        try (SimCluster cluster = new SimCluster(5, seed, 0).formed()) {
            send(cluster, 200, 100);
            cluster.run(20);
            cluster.node(2).kill();
            cluster.run(6000);
            assertArrayEquals(new int[] {1, 3, 4, 5}, cluster.node(1).members);
            cluster.node(2).start();
            cluster.run(6000);
            assertArrayEquals(ALL, cluster.node(1).members);
            cluster.partition(1, 2);
            cluster.run(6000);
            assertArrayEquals(new int[] {1, 2}, cluster.node(1).members);
            assertArrayEquals(new int[] {3, 4, 5}, cluster.node(5).members);
            assertEquals(cluster.node(1).history.current().ring.sequence(), cluster.node(5).history.current().ring.sequence());
            cluster.heal();
            cluster.run(6000);
            cluster.nodes.forEach(node -> assertArrayEquals(ALL, node.members));
            checkHistories(cluster, false);
        }
    }

    @Test
    void shouldChangeAtOnceWhenANodeLeaves() {
        try (SimCluster cluster = new SimCluster(3, 1, 0).formed()) {
            cluster.node(2).leave();
            cluster.await(300, "a ring of the others", cluster::isOneRing);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {700, 1500, 3000, 9000})
    void shouldTakeANodeBackThatStoodStill(final long ms) {
        try (SimCluster cluster = new SimCluster(3, ms, 0).formed()) {
            send(cluster, 2000, 100);
            cluster.run(20);
            cluster.node(2).pause();
            cluster.run(ms);
            cluster.node(2).resume();
            cluster.await(20_000, "one ring", cluster::isOneRing);
            cluster.await(20_000, "all sent", () -> cluster.nodes.stream().allMatch(node -> node.ownDelivered == 2000));
            checkHistories(cluster, false);
        }
    }

    @Test
    void shouldFormOneRingAgainAfterAOneWayCut() {
        try (SimCluster cluster = new SimCluster(3, 1, 0).formed()) {
            cluster.cut(1, 3, true);
            send(cluster, 100, 100);
            cluster.run(10_000);
            cluster.heal();
            cluster.await(20_000, "one ring", cluster::isOneRing);
            checkHistories(cluster, false);
        }
    }

    @Test
    void shouldRunTheSameWithTheSameSeed() {
        final long first = trace(5);
        assertEquals(first, trace(5));
        assertNotEquals(first, trace(6));
    }

    private static long trace(final long seed) {
        try (SimCluster cluster = new SimCluster(4, seed, 0).formed()) {
            cluster.loss = 0.05;
            cluster.jitterNs = 500_000;
            send(cluster, 100, 3000);
            cluster.run(500);
            cluster.node(3).kill();
            cluster.run(3000);
            cluster.node(3).start();
            cluster.run(5000);
            assertTrue(cluster.node(1).history.messages().size() > 100);
            return cluster.trace();
        }
    }

    private static void send(final SimCluster cluster, final int messages, final int lengthMax) {
        cluster.nodes.forEach(node -> {
            node.toSend = messages;
            node.lengthMax = lengthMax;
        });
    }

    private static boolean allDelivered(final SimCluster cluster, final int messages) {
        return cluster.nodes.stream().allMatch(node -> node.history.messages().size() == messages);
    }

    /** All nodes that run were together from the start, so they have delivered the very same. */
    private static void checkSame(final SimCluster cluster) {
        List<Long> expected = null;
        for (final SimNode node : cluster.nodes) {
            if (node.alive) {
                final List<Long> seen = node.history.messages();
                if (expected != null) {
                    assertEquals(expected, seen, "node " + node.id);
                }
                expected = seen;
            }
        }
    }

    private static void checkHistories(final SimCluster cluster, final boolean whole) {
        SimHistory.checkAll(cluster.nodes.stream().flatMap(node -> node.histories.stream()).toList(), whole);
    }
}
