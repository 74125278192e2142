package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.gatun.test.engines.Tools;
import org.gatun.test.engines.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rings form over every transport and family, and the C tools show the same on every node, with the timers of a real cluster. */
@Tag("interop")
class FormationTest {
    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG");
    }

    static Stream<Arguments> mixesAndTransports() {
        return mixes().flatMap(mix -> Arrays.stream(Transport.values()).map(transport -> Arguments.of(mix, transport)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} {1}", allowZeroInvocations = true)
    @MethodSource("mixesAndTransports")
    void shouldFormOneRingAndShowItWithEveryToolWhenNodesStartTogether(final Mix mix, final Transport transport) {
        assertFormsOneRing(mix, ClusterSettings.DEFAULT.withTransport(transport));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("mixes")
    void shouldFormOneRingAndShowItWithEveryToolWhenTwoLinksAreSealed(final Mix mix) {
        assertFormsOneRing(mix, ClusterSettings.DEFAULT.withTransport(Transport.KNET_TWO_LINKS)
            .with(ClusterSettings.crypto("openssl", "aes256", "sha256")));
    }

    private static void assertFormsOneRing(final Mix mix, final ClusterSettings settings) {
        try (Cluster cluster = new Cluster(mix, settings, 1).start();
            RecorderGroup group = new RecorderGroup(cluster, "formation").join(mix.nodeIds())) {
            group.mark("load");
            group.send(mix.nodeIds(), 3, "100:1:1400 3:1:100000");
            group.awaitSent(mix.nodeIds(), 1, Cluster.FORMATION);
            group.mark("done");
            group.assertSameSection("load", mix.nodeIds());
            assertToolsAgree(cluster);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("mixes")
    void shouldFormOneRingWhenNodesStartOneAfterAnother(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 2)) {
            // The lowest node id, which then represents the ring, comes last.
            final List<Integer> started = new ArrayList<>();
            for (final int id : mix.nodeIds().reversed()) {
                cluster.engine(id).start();
                started.add(id);
                cluster.awaitRing(started, Cluster.FORMATION);
            }
            assertToolsAgree(cluster);
        }
    }

    private static void assertToolsAgree(final Cluster cluster) {
        final Tools first = new Tools(cluster.engine(1));
        final String groups = first.groups();
        final String quorum = first.quorum();
        final String nodeList = first.configuration();
        final String members = first.members();
        for (final Engine engine : cluster.engines()) {
            final Tools tools = new Tools(engine);
            assertEquals(quorum, tools.quorum(), () -> "corosync-quorumtool -s of " + engine);
            assertEquals(groups, tools.groups(), () -> "corosync-cpgtool of " + engine);
            assertEquals(nodeList, tools.configuration(), () -> "corosync-cmapctl nodelist and totem of " + engine);
            assertEquals(members, tools.members(), () -> "corosync-cmapctl runtime.members of " + engine);
            assertEquals(cluster.mix().nodeIds(), tools.connectedNodes(), () -> "corosync-cfgtool -s of " + engine);
            assertTrue(tools.reachableNodes().equals(cluster.mix().nodeIds().stream().filter(id -> id != engine.nodeId()).toList()),
                () -> "corosync-cfgtool -n of " + engine + ": " + tools.reachableNodes());
        }
    }
}
