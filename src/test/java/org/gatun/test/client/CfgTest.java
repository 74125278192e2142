package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatun.client.Cfg;
import org.gatun.client.CfgListener;
import org.gatun.client.CfgNodeStatus;
import org.gatun.client.CfgRing;
import org.gatun.client.CfgShutdown;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links, nodes, reload, and shutdowns on which trackers vote. */
class CfgTest extends MixedRing {
    private Cfg open(final EngineKind kind, final CfgListener listener) {
        return open(node(kind), () -> Cfg.open(ENDPOINT, listener));
    }

    private Cfg open(final EngineKind kind) {
        return open(kind, (shutdown, error) -> { });
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellLinksNodesAndAddresses(final EngineKind kind) throws Exception {
        try (Cfg cfg = open(kind)) {
            assertEquals(node(kind), cfg.localNodeId());
            assertEquals(List.of(new CfgRing("0 10.77.0." + node(kind), "OK")), cfg.rings());
            for (final int node : new int[] {1, 2}) {
                assertEquals(List.of(InetAddress.getByName("10.77.0." + node)), cfg.nodeAddresses(node));
                final CfgNodeStatus status = cfg.nodeStatus(node);
                assertEquals(node, status.nodeId());
                assertTrue(status.isReachable());
                assertFalse(status.isRemote() || status.isExternal());
                assertEquals(List.of(0, 0, 0), List.of(status.onwireMin(), status.onwireMax(), status.onwireVersion()));
                final CfgNodeStatus.Link link = status.links().getFirst();
                assertTrue(link.isEnabled() && link.isConnected());
                assertEquals("10.77.0." + node + " 1410", link.source() + " " + link.mtu());
            }
            assertEquals(cfg.nodeAddresses(node(kind)), cfg.nodeAddresses(0));
            assertError(CsError.NOT_EXIST, () -> cfg.nodeAddresses(99));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerErrorsAsTheLibraryDoes(final EngineKind kind) {
        try (Cfg cfg = open(kind)) {
            assertEquals(CsError.NOT_EXIST, cfg.killNode(99, "no such node"));
            assertEquals(CsError.NAME_TOO_LONG, cfg.killNode(99, "r".repeat(256)));
            assertEquals(CsError.ACCESS, cfg.replyToShutdown(true));
            assertEquals(CsError.OK, cfg.reload());
            assertEquals(CsError.OK, cfg.reopenLogFiles());
            assertEquals(CsError.OK, cfg.trackStop());
        }
    }

    /** Asks for a shutdown on a thread of its own, as the answer takes until the trackers have answered. */
    private static CompletableFuture<CsError> ask(final Cfg cfg, final CfgShutdown shutdown) {
        return CompletableFuture.supplyAsync(() -> cfg.tryShutdown(shutdown));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotShutDownWhenATrackerRefuses(final EngineKind kind) {
        final List<String> asked = new ArrayList<>();
        try (Cfg tracker = open(kind, (shutdown, error) -> asked.add(shutdown + " " + error)); Cfg cfg = open(kind);
            Cfg third = open(kind)) {
            assertEquals(CsError.OK, tracker.trackStart());
            final CompletableFuture<CsError> answer = ask(cfg, CfgShutdown.REQUEST);
            await("asked", tracker::dispatch, () -> asked.size() == 1);
            assertEquals(CsError.EXIST, third.tryShutdown(CfgShutdown.REQUEST));
            assertEquals(CsError.OK, tracker.replyToShutdown(false));
            assertEquals(CsError.BUSY, answer.join());
            assertEquals(CsError.ACCESS, tracker.replyToShutdown(true));
            assertEquals(List.of("REQUEST OK"), asked);
        }
        assertTrue(cluster().engine(node(kind)).isRunning());
    }

    @ParameterizedTest
    @EnumSource
    void shouldShutDownWhenAllTrackersAgreeOrGoOrAreOverruled(final EngineKind kind) throws CsException {
        final Engine engine = cluster().engine(node(kind));
        final List<String> asked = new ArrayList<>();
        try (Cfg one = open(kind, (shutdown, error) -> asked.add("one " + shutdown));
            Cfg two = open(kind, (shutdown, error) -> asked.add("two " + shutdown)); Cfg cfg = open(kind)) {
            assertEquals(CsError.OK, one.trackStart());
            assertEquals(CsError.OK, two.trackStart());
            CompletableFuture<CsError> answer = ask(cfg, CfgShutdown.REQUEST);
            await("asked", one::dispatch, () -> asked.contains("one REQUEST"));
            await("asked", two::dispatch, () -> asked.contains("two REQUEST"));
            assertEquals(CsError.OK, one.replyToShutdown(false));
            assertEquals(CsError.OK, two.replyToShutdown(true));
            assertEquals(CsError.BUSY, answer.join());
            answer = ask(cfg, CfgShutdown.REGARDLESS);
            await("asked", one::dispatch, () -> asked.contains("one REGARDLESS"));
            assertEquals(CsError.OK, one.replyToShutdown(false));
            assertEquals(CsError.OK, two.trackStop());
            assertEquals(CsError.OK, answer.join());
            assertEquals(CsError.LIBRARY, awaitLoss(one::dispatch));
        }
        Await.until("the engine ends", Duration.ofSeconds(20),
            () -> engine.isRunning() ? Optional.of("it runs") : Optional.empty(), cluster()::diagnosis);
        assertEquals(0, engine.exitStatus());
        engine.start();
        cluster().awaitRing(List.of(1, 2), Cluster.FORMATION);
    }
}
