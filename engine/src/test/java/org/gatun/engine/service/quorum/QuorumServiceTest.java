package org.gatun.engine.service.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ServiceStartException;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.service.TestSession;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.QuorumMessages;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quorum service over votequorum and without a provider: both models of notifications. */
final class QuorumServiceTest {
    private static final int V0 = 0;
    private static final int V1 = 1;

    private final TestRing ring = new TestRing();

    private TestNode node(final int id, final String provider) {
        final TestNode node = new TestNode(ring, id);
        if (provider != null) {
            node.config().put("quorum.provider", Value.ofString(provider));
            node.config().put("quorum.expected_votes", Value.ofU32(3));
        }
        node.manager().load(new QuorumService());
        return node;
    }

    private void form(final int... ids) {
        ring.install(ids);
        ring.run();
    }

    private static MemorySegment request(final int id, final int argument) {
        final boolean isLong = id == QuorumMessages.TRACK_START || id == QuorumMessages.MODEL_GET_TYPE;
        final MemorySegment message =
            MemorySegment.ofArray(new byte[isLong ? QuorumMessages.ARGUMENT_REQUEST_LENGTH : RequestHeader.LENGTH]);
        RequestHeader.put(message, 0, id, (int)message.byteSize());
        if (isLong) {
            Marshal.putInt(message, QuorumMessages.ARGUMENT, argument);
        }
        return message;
    }

    private static TestSession connect(final TestNode node, final int model) {
        final TestSession session = node.connect(QuorumService.ID, 100);
        if (model == V1) {
            assertEquals(CsError.OK, error(node.call(QuorumService.ID, session, request(QuorumMessages.MODEL_GET_TYPE, V1))));
        }
        return session;
    }

    private static CsError track(final TestNode node, final TestSession session, final int flags) {
        return error(node.call(QuorumService.ID, session, request(QuorumMessages.TRACK_START, flags)));
    }

    private static CsError error(final MemorySegment answer) {
        return CsError.of(ResponseHeader.error(answer, 0));
    }

    private static int result(final TestNode node, final TestSession session, final int request, final int argument) {
        return Marshal.getInt(node.call(QuorumService.ID, session, request(request, argument)), QuorumMessages.RESULT);
    }

    private static List<Integer> ids(final MemorySegment event, final long at, final long count) {
        final List<Integer> ids = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ids.add(Marshal.getInt(event, at + 4 * i));
        }
        return ids;
    }

    /** The events that came, in words; their ring ids are those of this ring. */
    private static List<String> take(final TestSession session) {
        final List<String> words = new ArrayList<>();
        for (final MemorySegment e : session.takeEvents()) {
            final int id = Marshal.getInt(e, 0);
            assertEquals(e.byteSize(), Marshal.getInt(e, 8), "length in the header");
            words.add(switch (id) {
                case QuorumMessages.NOTIFICATION_EVENT -> "v0 " + Marshal.getInt(e, QuorumMessages.NOTIFICATION_QUORATE) + ' '
                    + ids(e, QuorumMessages.NOTIFICATION_NODES, Marshal.getInt(e, QuorumMessages.NOTIFICATION_COUNT)) + " seq "
                    + Marshal.getLong(e, QuorumMessages.NOTIFICATION_RING_SEQ);
                case QuorumMessages.QUORUM_EVENT -> "v1 " + Marshal.getInt(e, QuorumMessages.QUORUM_QUORATE) + ' '
                    + ids(e, QuorumMessages.QUORUM_NODES, Marshal.getInt(e, QuorumMessages.QUORUM_COUNT)) + " ring "
                    + Marshal.getInt(e, QuorumMessages.QUORUM_RING) + '.' + Marshal.getLong(e, QuorumMessages.QUORUM_RING + 8);
                case QuorumMessages.NODELIST_EVENT -> {
                    final int members = Marshal.getInt(e, QuorumMessages.NODELIST_MEMBERS);
                    final int joined = Marshal.getInt(e, QuorumMessages.NODELIST_JOINED);
                    final int left = Marshal.getInt(e, QuorumMessages.NODELIST_LEFT);
                    yield "nodes " + ids(e, QuorumMessages.NODELIST_NODES, members) + " joined "
                        + ids(e, QuorumMessages.NODELIST_NODES + 4L * members, joined) + " left "
                        + ids(e, QuorumMessages.NODELIST_NODES + 4L * (members + joined), left) + " ring "
                        + Marshal.getInt(e, QuorumMessages.NODELIST_RING) + '.' + Marshal.getLong(e, QuorumMessages.NODELIST_RING + 8);
                }
                default -> "event " + id;
            });
        }
        return words;
    }

    private TestNode threeNodes() {
        final TestNode first = node(1, "corosync_votequorum");
        node(2, "corosync_votequorum");
        node(3, "corosync_votequorum");
        form(1, 2, 3);
        return first;
    }

    @Test
    void shouldTellTrackersOfTheFirstModelTheVerdictOfEachRing() {
        final TestNode node = threeNodes();
        final TestSession session = connect(node, V0);
        assertEquals(CsError.OK, track(node, session, QuorumMessages.TRACK_CHANGES));
        assertEquals(List.of("event 3", "response"), session.order());
        assertEquals(List.of("v0 1 [1, 2, 3] seq 4"), take(session));
        form(1, 2);
        form(1);
        assertEquals(List.of("v0 1 [1, 2] seq 8", "v0 0 [1] seq 12"), take(session));
    }

    @Test
    void shouldTellTrackersOfTheSecondModelWhoCameAndWentBeforeTheVerdict() {
        final TestNode node = threeNodes();
        final TestSession session = connect(node, V1);
        assertEquals(CsError.OK, track(node, session, QuorumMessages.TRACK_CURRENT | QuorumMessages.TRACK_CHANGES));
        assertEquals(List.of("event 7", "event 6", "response"), session.order().subList(1, 4));
        assertEquals(List.of("nodes [1, 2, 3] joined [] left [] ring 1.4", "v1 1 [1, 2, 3] ring 1.4"), take(session));
        form(1, 2);
        assertEquals(List.of("nodes [1, 2] joined [] left [3] ring 1.8", "v1 1 [1, 2] ring 1.8"), take(session));
        node(2, "corosync_votequorum");
        form(1, 2);
        assertEquals(List.of("nodes [1, 2] joined [2] left [2] ring 1.12", "v1 1 [1, 2] ring 1.12"), take(session));
        form(1);
        assertEquals(List.of("nodes [1] joined [] left [2] ring 1.16", "v1 0 [1] ring 1.16"), take(session));
    }

    @ParameterizedTest
    @ValueSource(ints = {V0, V1})
    void shouldTellEachTrackerWhatItAskedFor(final int model) {
        final TestNode node = threeNodes();
        final TestSession once = connect(node, model);
        final TestSession changes = connect(node, model);
        assertEquals(CsError.OK, track(node, once, QuorumMessages.TRACK_CURRENT));
        assertEquals(CsError.OK, track(node, changes, QuorumMessages.TRACK_CHANGES_ONLY));
        assertEquals(1 + model, take(once).size());
        assertEquals(List.of(), take(changes));
        form(1, 2);
        assertEquals(List.of(), take(once));
        assertEquals(1 + model, take(changes).size());
        assertEquals(CsError.EXIST, track(node, changes, QuorumMessages.TRACK_CURRENT));
        assertEquals(1 + model, take(changes).size(), "told all the same");
        assertEquals(CsError.OK, error(node.call(QuorumService.ID, changes, request(QuorumMessages.TRACK_STOP, 0))));
        assertEquals(CsError.OK, error(node.call(QuorumService.ID, changes, request(QuorumMessages.TRACK_STOP, 0))));
        form(1, 2, 3);
        assertEquals(List.of(), take(changes));
    }

    @Test
    void shouldAnswerWhetherItIsQuorateAndWhoSaysSo() {
        final TestNode node = threeNodes();
        final TestSession session = connect(node, V0);
        assertEquals(1, result(node, session, QuorumMessages.GET_QUORATE, 0));
        assertEquals(1, result(node, session, QuorumMessages.GET_TYPE, 0));
        form(1);
        assertEquals(0, result(node, session, QuorumMessages.GET_QUORATE, 0));
    }

    @Test
    void shouldRefuseAnUnknownModelAndKeepTheOld() {
        final TestNode node = threeNodes();
        final TestSession session = connect(node, V0);
        assertEquals(CsError.INVALID_PARAM, error(node.call(QuorumService.ID, session, request(QuorumMessages.MODEL_GET_TYPE, 2))));
        assertEquals(CsError.OK, track(node, session, QuorumMessages.TRACK_CURRENT));
        assertEquals(List.of("v0 1 [1, 2, 3] seq 4"), take(session));
    }

    @Test
    void shouldBeQuorateAndSilentWithoutAProvider() {
        final TestNode node = node(1, null);
        form(1);
        final TestSession session = connect(node, V0);
        assertEquals(1, result(node, session, QuorumMessages.GET_QUORATE, 0));
        assertEquals(0, result(node, session, QuorumMessages.GET_TYPE, 0));
        assertEquals(CsError.OK, track(node, session, QuorumMessages.TRACK_CHANGES));
        assertEquals(List.of("v0 1 [] seq 4"), take(session));
        node(2, null);
        form(1, 2);
        assertEquals(List.of(), take(session));
    }

    @Test
    void shouldRefuseAProviderItDoesNotKnow() {
        assertThrows(ServiceStartException.class, () -> node(1, "corosync_magic"));
    }
}
