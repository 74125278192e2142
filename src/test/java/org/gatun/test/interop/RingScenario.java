package org.gatun.test.interop;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * A scenario whose tests share one ring of a mix: each test begins with the whole ring on a network without faults, and with a
 * recorder on every node.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RingScenario {
    @Parameter
    Mix mix;

    private Cluster cluster;
    private RecorderGroup group;

    /** What the ring is configured with. */
    ClusterSettings settings() {
        return ClusterSettings.QUICK;
    }

    @AfterParameterizedClassInvocation
    final void endRing() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @BeforeEach
    final void makeWhole(final TestInfo test) {
        if (cluster == null) {
            // Here and not once for the class, so that what the machine lacks is told for each test by name.
            cluster = new Cluster(mix, settings(), 42);
        }
        cluster.network().heal();
        cluster.engines().stream().filter(engine -> !engine.isRunning()).forEach(engine -> engine.start());
        cluster.awaitRing(mix.nodeIds(), Cluster.FORMATION);
        group = new RecorderGroup(cluster, test.getTestMethod().orElseThrow().getName()).join(mix.nodeIds());
    }

    @AfterEach
    final void endRecorders() {
        if (group != null) {
            group.close();
            group = null;
        }
    }

    final Mix mix() {
        return mix;
    }

    final Cluster cluster() {
        return cluster;
    }

    final RecorderGroup group() {
        return group;
    }

    final List<Integer> nodes() {
        return mix.nodeIds();
    }

    final List<Integer> without(final int nodeId) {
        return mix.nodeIds().stream().filter(id -> id != nodeId).toList();
    }
}
