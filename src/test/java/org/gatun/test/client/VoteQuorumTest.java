package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.gatun.client.CsException;
import org.gatun.client.RingId;
import org.gatun.client.Tracking;
import org.gatun.client.VoteQuorum;
import org.gatun.client.VoteQuorumInfo;
import org.gatun.client.VoteQuorumListener;
import org.gatun.ipc.message.CsError;
import org.gatun.test.engines.EngineKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Votes, expected votes and the side of a quorum device. */
class VoteQuorumTest extends MixedRing {
    /** Writes down what it is told, in words. */
    private static final class Notes implements VoteQuorumListener {
        private final List<String> all = new ArrayList<>();
        private RingId ring;

        @Override
        public void quorum(final long context, final boolean isQuorate, final List<Node> nodes) {
            all.add(context + " quorum " + isQuorate + " "
                + nodes.stream().sorted(Comparator.comparing(Node::nodeId)).map(n -> n.nodeId() + ":" + n.state()).toList());
        }

        @Override
        public void nodeList(final long context, final RingId ringId, final int[] members) {
            ring = ringId;
            all.add(context + " nodes " + Arrays.toString(members) + " ring " + ringId.nodeId());
        }

        @Override
        public void expectedVotes(final long context, final int votes) {
            all.add(context + " expected " + votes);
        }
    }

    private VoteQuorum open(final EngineKind kind, final Notes notes) {
        return open(node(kind), () -> VoteQuorum.open(ENDPOINT, notes));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellWhatItKnowsOfEveryNode(final EngineKind kind) throws CsException {
        try (VoteQuorum votes = open(kind, new Notes())) {
            for (final int node : new int[] {1, 2}) {
                final VoteQuorumInfo info = votes.info(node);
                assertEquals(new VoteQuorumInfo(node, 1, 1, 2, 2, 2, 2, 2, 0, ""), info);
                assertTrue(info.has(VoteQuorumInfo.Flag.QUORATE));
            }
            assertEquals(votes.info(node(kind)), votes.info(0));
            assertError(CsError.NOT_EXIST, () -> votes.info(99));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldChangeVotesAndTellTrackers(final EngineKind kind) throws CsException {
        final Notes notes = new Notes();
        final int other = 3 - node(kind);
        try (VoteQuorum votes = open(kind, notes)) {
            assertEquals(CsError.NOT_EXIST, votes.trackStop());
            assertEquals(CsError.OK, votes.trackStart(Tracking.CHANGES, 0x1122_3344_5566L));
            assertEquals(CsError.EXIST, votes.trackStart(Tracking.CHANGES_ONLY, 7));
            await("present state", votes::dispatch, () -> notes.all.size() == 2);
            assertEquals(List.of("18838586676582 nodes [1, 2] ring 1", "18838586676582 quorum true [1:1, 2:1]"), notes.all);
            assertEquals(CsError.NAME_NOT_FOUND, votes.setVotes(99, 1));
            assertEquals(CsError.OK, votes.setVotes(other, 2));
            awaitTotal(votes, 3);
            assertEquals(2, votes.info(other).votes());
            assertEquals(CsError.OK, votes.setVotes(other, 1));
            awaitTotal(votes, 2);
            assertEquals(CsError.INVALID_PARAM, votes.setExpectedVotes(9));
            assertEquals(CsError.OK, votes.setExpectedVotes(3));
            await("expected votes", votes::dispatch, () -> notes.all.contains("18838586676582 expected 3"));
            assertEquals(3, votes.info(0).expectedVotes());
            assertEquals(CsError.OK, votes.setExpectedVotes(2));
            await("expected votes", votes::dispatch, () -> notes.all.contains("18838586676582 expected 2"));
            assertEquals(CsError.OK, votes.trackStop());
            assertEquals(CsError.NOT_EXIST, votes.trackStop());
        }
    }

    /** The other node tells of a change with a message of its own. */
    private static void awaitTotal(final VoteQuorum votes, final int total) {
        await("total votes " + total, votes::dispatch, () -> {
            try {
                return votes.info(1).totalVotes() == total && votes.info(2).totalVotes() == total;
            } catch (final CsException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheWordOfAQuorumDevice(final EngineKind kind) throws CsException {
        final Notes notes = new Notes();
        try (VoteQuorum votes = open(kind, notes)) {
            assertEquals(CsError.NOT_EXIST, votes.qdevicePoll("device", true, new RingId(1, 1)));
            assertEquals(CsError.NOT_EXIST, votes.qdeviceMasterWins("device", true));
            assertEquals(CsError.NOT_EXIST, votes.qdeviceUnregister("device"));
            assertEquals(CsError.NOT_EXIST, votes.qdeviceUpdate("device", "other"));
            assertEquals(CsError.INVALID_PARAM, votes.qdeviceRegister("d".repeat(255)));
            assertEquals(CsError.OK, votes.qdeviceRegister("device"));
            try {
                useDevice(votes, notes);
            } finally {
                assertEquals(CsError.OK, votes.qdeviceUnregister("renamed"));
            }
            // The name is forgotten when the engine's own message has come round.
            await("no device", votes::dispatch, () -> "0 []".equals(deviceState(votes)));
        }
    }

    private static void useDevice(final VoteQuorum votes, final Notes notes) throws CsException {
        assertEquals("0 [QDEVICE_REGISTERED] device", deviceState(votes));
        assertEquals(CsError.OK, votes.qdeviceRegister("device"));
        assertEquals(CsError.EXIST, votes.qdeviceRegister("other"));
        assertEquals(CsError.INVALID_PARAM, votes.qdeviceUnregister("other"));
        assertEquals(CsError.INVALID_PARAM, votes.qdeviceUpdate("other", "renamed"));
        assertEquals(CsError.INVALID_PARAM, votes.qdeviceUpdate("device", "d".repeat(255)));
        assertEquals(CsError.OK, votes.trackStart(Tracking.CURRENT, 1));
        await("ring", votes::dispatch, () -> notes.all.size() == 2);
        assertEquals(List.of("1 nodes [1, 2] ring 1", "1 quorum true [0:0, 1:1, 2:1]"), notes.all);
        assertEquals(CsError.MESSAGE_ERROR, votes.qdevicePoll("device", true, new RingId(1, 1)));
        assertEquals(CsError.INVALID_PARAM, votes.qdevicePoll("other", true, notes.ring));
        assertEquals(CsError.OK, votes.qdevicePoll("device", true, notes.ring));
        assertEquals("0 [QDEVICE_REGISTERED, QDEVICE_ALIVE, QDEVICE_CAST_VOTE] device", deviceState(votes));
        assertEquals(CsError.OK, votes.qdevicePoll("device", false, notes.ring));
        assertEquals(CsError.OK, votes.qdeviceMasterWins("device", true));
        assertEquals("0 [QDEVICE_REGISTERED, QDEVICE_ALIVE, QDEVICE_MASTER_WINS] device", deviceState(votes));
        assertEquals(CsError.OK, votes.qdeviceUpdate("device", "renamed"));
        await("new name", votes::dispatch, () -> deviceState(votes).endsWith("renamed"));
    }

    /** Votes, flags and name of the device on the node that is asked. */
    private static String deviceState(final VoteQuorum votes) {
        try {
            final VoteQuorumInfo info = votes.info(0);
            return (info.qdeviceVotes() + " " + Arrays.stream(VoteQuorumInfo.Flag.values())
                .filter(f -> f.name().startsWith("QDEVICE") && info.has(f)).toList() + " " + info.qdeviceName()).strip();
        } catch (final CsException e) {
            throw new AssertionError(e);
        }
    }
}
