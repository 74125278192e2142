package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntBinaryOperator;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.HostThread;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A ring of one engine of each kind; a suite runs each of its tests with a client of either. */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class MixedRing {
    static final IpcEndpoint ENDPOINT = IpcEndpoint.abstractNames();
    private static final long TIMEOUT_S = 20;
    private static final int STEP_MS = 20;

    private Cluster cluster;
    private List<HostThread> hosts;

    @BeforeEach
    final void start() {
        if (cluster == null) {
            // Here and not once for the class, so that what the machine lacks is told for each test by name.
            cluster = new Cluster(new Mix("GC"), ClusterSettings.QUICK, 21).start();
            hosts = cluster.engines().stream().map(engine -> new HostThread(engine.host())).toList();
        }
    }

    @AfterAll
    final void stop() {
        if (hosts != null) {
            hosts.forEach(HostThread::close);
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    final Cluster cluster() {
        return cluster;
    }

    /** The node that runs such an engine. */
    final int node(final EngineKind kind) {
        return cluster.mix().nodeIds().stream().filter(id -> cluster.mix().kind(id) == kind).findFirst().orElseThrow();
    }

    /** Connects on a node. */
    final <T> T open(final int nodeId, final Callable<T> action) {
        return hosts.get(nodeId - 1).call(action);
    }

    /** Dispatches until the condition holds. */
    static void await(final String what, final IntBinaryOperator dispatch, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (!condition.getAsBoolean()) {
            final int rc = dispatch.applyAsInt(Integer.MAX_VALUE, STEP_MS);
            if (rc < 0 || System.nanoTime() - deadline > 0) {
                fail("not in time: " + what + ", dispatch=" + rc);
            }
        }
    }
}
