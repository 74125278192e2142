package org.gatun.test.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients of the first node die, stop and break their shared memory, while recorders on every node send: the recorders all deliver
 * the same and no other change than the loss of the hostile clients, the engine goes on, and nothing of theirs stays behind.
 */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class HostileClientsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LOAD = "200:1:1400 5:1:100000";
    /** A heap settles; what 200 connections have in memory is several hundred thousand KiB. */
    private static final long GROWTH_KIB_MAX = 48 * 1024;
    private static final int CROWD = 200;

    @Parameter
    Mix mix;

    private Cluster cluster;
    private RecorderGroup group;
    private EngineFootprint before;

    static Stream<Mix> mixes() {
        return Stream.concat(Mix.selected("G"), Mix.selected("GC"));
    }

    @BeforeEach
    void begin(final TestInfo test) {
        if (cluster == null) {
            // Here and not once for the class, so that what the machine lacks is told for each test by name.
            cluster = new Cluster(mix, ClusterSettings.QUICK, 51).start();
        }
        group = new RecorderGroup(cluster, test.getTestMethod().orElseThrow().getName()).join(mix.nodeIds());
        before = EngineFootprint.settled(engine());
        group.mark("hostile");
    }

    /** All recorders have seen the same, and the engine is as it was. */
    @AfterEach
    void everythingIsAsBefore() {
        if (group == null) {
            return;
        }
        try {
            group.mark("after");
            group.assertSameSection("hostile", mix.nodeIds());
            assertEquals(List.of(), group.changes(1, "hostile"));
            Await.until("the engine is as before", SOON, () -> {
                final EngineFootprint now = EngineFootprint.of(engine());
                return now.equals(before) ? Optional.empty() : Optional.of(now + ", before: " + before);
            }, cluster::diagnosis);
        } finally {
            group.close();
            group = null;
        }
    }

    @AfterParameterizedClassInvocation
    void end() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    private Engine engine() {
        return cluster.engine(1);
    }

    /** Every node's recorder sends a load, and has delivered it. */
    private void load(final int times) {
        for (int i = 1; i <= times; i++) {
            group.send(mix.nodeIds(), i, LOAD);
            group.awaitSent(mix.nodeIds(), i, SOON);
        }
    }

    @Test
    void shouldGoOnWhenClientsAreKilledAmongTheirRequests() {
        for (int round = 0; round < 10; round++) {
            try (AbusiveClient one = new AbusiveClient(engine(), "busy", "other");
                AbusiveClient two = new AbusiveClient(engine(), "busy", "other")) {
                group.send(mix.nodeIds(), round, LOAD);
                assertTrue(one.isAlive() && two.isAlive());
            }
        }
        group.awaitSent(mix.nodeIds(), 10, SOON);
    }

    @Test
    void shouldGoOnWhenAClientStopsReading() {
        try (AbusiveClient deaf = new AbusiveClient(engine(), "deaf", "busy");
            AbusiveClient busy = new AbusiveClient(engine(), "busy", "busy")) {
            load(3);
            assertTrue(deaf.isAlive() && busy.isAlive());
        }
    }

    @Test
    void shouldDeliverAllToAClientThatReadsAgain() {
        group.recorder(1).pause();
        // More than a ring holds.
        if (mix.size() > 1) {
            group.send(List.of(2), 1, "20:1000000:1000000 500:1:1400");
            group.awaitSent(List.of(2), 1, SOON);
        }
        group.recorder(1).resume();
        load(mix.size() > 1 ? 2 : 1);
    }

    @Test
    void shouldGoOnWhenClientsBreakTheirRings() {
        try (AbusiveClient scribble = new AbusiveClient(engine(), "scribble", "other", "1", "144")) {
            load(3);
            scribble.await("done");
        }
    }

    @Test
    void shouldGoOnWhenClientsBreakTheSetUp() {
        try (AbusiveClient setup = new AbusiveClient(engine(), "setup", "2", "600")) {
            load(3);
            setup.await("done");
        }
    }

    @Test
    void shouldBeAsBeforeWhenManyClientsDieAtOnce() {
        Requirement.require(Requirement.SHARED_MEMORY);
        crowd();
        final long resident = engine().residentKib();
        crowd();
        final long grown = engine().residentKib() - resident;
        assertTrue(grown < GROWTH_KIB_MAX, () -> "grown by " + grown + " KiB");
    }

    private void crowd() {
        try (AbusiveClient crowd = new AbusiveClient(engine(), "crowd", "other", Integer.toString(CROWD))) {
            assertEquals(before.connections() + CROWD, EngineFootprint.of(engine()).connections());
            crowd.endInput();
            crowd.await("done");
        }
        Await.until("all connections are gone", SOON,
            () -> EngineFootprint.of(engine()).equals(before) ? Optional.empty() : Optional.of("not yet"), cluster::diagnosis);
    }
}
