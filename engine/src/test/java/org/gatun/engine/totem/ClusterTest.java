package org.gatun.engine.totem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterTest {
    private static final int[] ALL = {1, 2, 3};

    @ParameterizedTest
    @ValueSource(ints = {0, -300, 0x7fffff00})
    void shouldDeliverInOneOrder(final int firstSeq) {
        try (SimCluster cluster = new SimCluster(3, 1, firstSeq)) {
            cluster.nodes.forEach(SimCluster.SimNode::start);
            cluster.run(5000);
            cluster.nodes.forEach(node -> assertArrayEquals(ALL, node.members));
            cluster.nodes.forEach(node -> node.toSend = 3000);
            cluster.run(20000);
            checkSame(cluster, 9000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDeliverInOneOrderOverABadNetwork(final long seed) {
        try (SimCluster cluster = new SimCluster(3, seed, 0)) {
            cluster.nodes.forEach(SimCluster.SimNode::start);
            cluster.run(5000);
            cluster.loss = 0.05;
            cluster.duplication = 0.05;
            cluster.jitterNs = 300_000;
            cluster.nodes.forEach(node -> node.toSend = 500);
            cluster.run(120000);
            cluster.loss = 0;
            cluster.run(30000);
            cluster.nodes.forEach(node -> assertArrayEquals(ALL, node.members));
            checkSame(cluster, -1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFormOneRingAfterACrashAndAPartition(final long seed) {
        try (SimCluster cluster = new SimCluster(5, seed, 0)) {
            cluster.nodes.forEach(SimCluster.SimNode::start);
            cluster.run(5000);
            cluster.nodes.forEach(node -> node.toSend = 200);
            cluster.run(20);
            cluster.node(2).kill();
            cluster.run(6000);
            assertArrayEquals(new int[] {1, 3, 4, 5}, cluster.node(1).members);
            cluster.node(2).start();
            cluster.run(6000);
            assertArrayEquals(new int[] {1, 2, 3, 4, 5}, cluster.node(1).members);
            cluster.node(1).group = 1;
            cluster.node(2).group = 1;
            cluster.run(6000);
            assertArrayEquals(new int[] {1, 2}, cluster.node(1).members);
            assertArrayEquals(new int[] {3, 4, 5}, cluster.node(5).members);
            cluster.node(1).group = 0;
            cluster.node(2).group = 0;
            cluster.run(6000);
            cluster.nodes.forEach(node -> assertArrayEquals(new int[] {1, 2, 3, 4, 5}, node.members));
        }
    }

    private static void checkSame(final SimCluster cluster, final int messages) {
        final List<String> expected = cluster.node(1).log.stream().filter(line -> line.startsWith("m")).toList();
        if (messages >= 0) {
            assertEquals(messages, expected.size());
        }
        for (final SimCluster.SimNode node : cluster.nodes) {
            final List<String> seen = node.log.stream().filter(line -> line.startsWith("m")).toList();
            assertEquals(expected.size(), seen.size(), "node " + node.id);
            for (int i = 0; i < seen.size(); i++) {
                assertEquals(expected.get(i), seen.get(i), "node " + node.id + ", message " + i);
            }
        }
    }
}
