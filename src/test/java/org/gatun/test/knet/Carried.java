package org.gatun.test.knet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.RecorderGroup;

/** Whether a ring carries messages of all sizes from everybody to everybody. */
final class Carried {
    private Carried() {
    }

    /** Has every node send, and demands that all of it arrives everywhere in one order. */
    static void assertEverything(final Cluster cluster) {
        final List<Integer> nodes = cluster.mix().nodeIds();
        try (RecorderGroup group = new RecorderGroup(cluster, "knet").join(nodes)) {
            group.mark("load");
            group.send(nodes, 5, "60:1:1400 3:1:100000");
            group.awaitSent(nodes, 1, Cluster.FORMATION);
            group.mark("done");
            group.assertSameSection("load", nodes);
            assertTrue(group.end(1, "load").contains(" n=" + 63 * nodes.size() + " "), () -> group.end(1, "load"));
        }
    }
}
