package org.gatun.engine.service.votequorum;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.VoteQuorumMessages;

/** The clients that track the vote count, and the events for them. On the services' thread. */
final class VoteTrackers {
    private record Tracker(ClientSession session, long context) {
    }

    private final VoteCount count;
    private final ArrayDeque<Tracker> trackers = new ArrayDeque<>();

    VoteTrackers(final VoteCount count) {
        this.count = count;
    }

    boolean isTracking(final ClientSession session) {
        return trackers.stream().anyMatch(tracker -> tracker.session() == session);
    }

    void add(final ClientSession session, final long context) {
        trackers.addFirst(new Tracker(session, context));
    }

    boolean remove(final ClientSession session) {
        return trackers.removeIf(tracker -> tracker.session() == session);
    }

    void sendQuorumToAll() {
        trackers.forEach(tracker -> sendQuorum(tracker.session(), tracker.context()));
    }

    void sendNodelistToAll(final RingId ringId) {
        trackers.forEach(tracker -> sendNodelist(tracker.session(), tracker.context(), ringId));
    }

    void sendExpectedVotesToAll(final int votes) {
        for (final Tracker tracker : trackers) {
            final int length = VoteQuorumMessages.EVENT_EXPECTED_LENGTH;
            final MemorySegment event = Arena.ofAuto().allocate(length, 8);
            ResponseHeader.put(event, 0, VoteQuorumMessages.EXPECTED_VOTES_EVENT, length, CsError.OK);
            Marshal.putLong(event, VoteQuorumMessages.EVENT_CONTEXT, tracker.context());
            Marshal.putInt(event, VoteQuorumMessages.EVENT_EXPECTED, votes);
            tracker.session().event(event, 0, length, event, 0, 0);
        }
    }

    /** All nodes ever seen with their states; the device behind them, without one, if it is registered here. */
    void sendQuorum(final ClientSession session, final long context) {
        final boolean device = count.us.is(VoteNode.FLAG_QDEVICE_REGISTERED);
        final int pairs = count.nodes.size() + (device ? 1 : 0);
        final int length = VoteQuorumMessages.EVENT_QUORUM_NODES + 8 * pairs;
        final MemorySegment event = Arena.ofAuto().allocate(length, 8);
        ResponseHeader.put(event, 0, VoteQuorumMessages.QUORUM_EVENT, length, CsError.OK);
        Marshal.putInt(event, VoteQuorumMessages.EVENT_QUORATE, count.quorate ? 1 : 0);
        Marshal.putLong(event, VoteQuorumMessages.EVENT_QUORUM_CONTEXT, context);
        Marshal.putInt(event, VoteQuorumMessages.EVENT_QUORUM_COUNT, pairs);
        long at = VoteQuorumMessages.EVENT_QUORUM_NODES;
        for (final VoteNode node : count.nodes) {
            Marshal.putInt(event, at, node.id);
            Marshal.putInt(event, at + 4, node.state);
            at += 8;
        }
        session.event(event, 0, length, event, 0, 0);
    }

    void sendNodelist(final ClientSession session, final long context, final RingId ringId) {
        final int length = VoteQuorumMessages.EVENT_NODELIST_NODES + 4 * count.members.length;
        final MemorySegment event = Arena.ofAuto().allocate(length, 8);
        ResponseHeader.put(event, 0, VoteQuorumMessages.NODELIST_EVENT, length, CsError.OK);
        Marshal.putLong(event, VoteQuorumMessages.EVENT_CONTEXT, context);
        Marshal.putInt(event, VoteQuorumMessages.EVENT_NODELIST_RING, ringId.representative());
        Marshal.putLong(event, VoteQuorumMessages.EVENT_NODELIST_RING + 8, ringId.sequence());
        Marshal.putInt(event, VoteQuorumMessages.EVENT_NODELIST_COUNT, count.members.length);
        long at = VoteQuorumMessages.EVENT_NODELIST_NODES;
        for (final int id : count.members) {
            Marshal.putInt(event, at, id);
            at += 4;
        }
        session.event(event, 0, length, event, 0, 0);
    }
}
