package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumListener;
import org.gatun.client.QuorumModel;
import org.gatun.client.RingId;
import org.gatun.client.Tracking;
import org.gatun.ipc.message.CsError;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.EngineKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quorum and its notifications. */
class QuorumTest extends MixedRing {
    /** Writes down what it is told, in words. */
    private static final class Notes implements QuorumListener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void quorum(final boolean isQuorate, final RingId ringId, final int[] members) {
            all.add("quorum " + isQuorate + " ring " + ringId.nodeId() + " " + Arrays.toString(members));
        }

        @Override
        public void nodeList(final RingId ringId, final int[] members, final int[] joined, final int[] left) {
            all.add("nodes " + Arrays.toString(members) + " +" + Arrays.toString(joined) + " -" + Arrays.toString(left) + " ring "
                + ringId.nodeId());
        }
    }

    private Quorum open(final EngineKind kind, final QuorumModel model, final Notes notes) {
        return open(node(kind), () -> Quorum.open(ENDPOINT, model, notes));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellThePresentStateInBothModels(final EngineKind kind) throws CsException {
        final Notes old = new Notes();
        final Notes notes = new Notes();
        try (Quorum v0 = open(kind, QuorumModel.V0, old); Quorum v1 = open(kind, QuorumModel.V1, notes)) {
            assertTrue(v0.hasProvider());
            assertTrue(v1.hasProvider());
            assertTrue(v1.isQuorate());
            assertEquals(0, v1.dispatch(Integer.MAX_VALUE, 0));
            assertEquals(CsError.OK, v0.trackStart(Tracking.CURRENT));
            assertEquals(CsError.OK, v1.trackStart(Tracking.CURRENT));
            assertEquals(CsError.OK, v1.trackStart(Tracking.CHANGES));
            assertEquals(CsError.EXIST, v1.trackStart(Tracking.CHANGES_ONLY));
            assertEquals(CsError.EXIST, v1.trackStart(Tracking.CHANGES));
            await("told", v0::dispatch, () -> old.all.size() == 1);
            await("told", v1::dispatch, () -> notes.all.size() == 6);
            assertEquals(CsError.OK, v1.trackStop());
            assertEquals(CsError.OK, v1.trackStop());
            assertEquals(CsError.OK, v0.trackStop());
        }
        assertEquals(List.of("quorum true ring 0 [1, 2]"), old.all);
        final List<String> state = List.of("nodes [1, 2] +[] -[] ring 1", "quorum true ring 1 [1, 2]");
        assertEquals(List.of(state, state, state), List.of(notes.all.subList(0, 2), notes.all.subList(2, 4), notes.all.subList(4, 6)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellThatANodeWentAndCameBack(final EngineKind kind) throws CsException {
        final int self = node(kind);
        final int other = 3 - self;
        final Notes notes = new Notes();
        final Notes lost = new Notes();
        try (Quorum quorum = open(kind, QuorumModel.V1, notes);
            Quorum orphan = open(other, () -> Quorum.open(ENDPOINT, QuorumModel.V1, lost))) {
            assertEquals(CsError.OK, quorum.trackStart(Tracking.CHANGES_ONLY));
            cluster().engine(other).kill();
            assertEquals(CsError.LIBRARY, awaitLoss(orphan::dispatch));
            assertEquals(CsError.LIBRARY, orphan.trackStop());
            await("loss seen", quorum::dispatch, () -> notes.all.contains("quorum false ring " + self + " [" + self + "]"));
            assertFalse(quorum.isQuorate());
            cluster().engine(other).start();
            cluster().awaitRing(List.of(1, 2), Cluster.FORMATION);
            await("return seen", quorum::dispatch, () -> notes.all.contains("quorum true ring 1 [1, 2]"));
        }
        assertEquals(List.of("nodes [" + self + "] +[] -[" + other + "] ring " + self, "nodes [1, 2] +[" + other + "] -[] ring 1"),
            notes.all.stream().filter(n -> n.startsWith("nodes")).toList());
        assertEquals(List.of(), lost.all);
    }
}
