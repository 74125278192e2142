package org.gatun.engine.service.votequorum;

import static org.gatun.engine.service.LibraryRequest.free;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.LibraryRequest;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.VoteQuorumMessages;

/** What clients ask of votequorum. On the services' thread. */
final class VoteRequests {
    private final VoteAnswers answers;
    private ConfigMap config;
    private VoteCount count;
    private VoteMessages messages;
    private VoteTrackers trackers;
    private Qdevice qdevice;
    private RingId ringId = new RingId(0, 0);

    VoteRequests(final VoteAnswers answers) {
        this.answers = answers;
    }

    /** What the requests are about; before the first of them. */
    void start(final ConfigMap newConfig, final VoteCount newCount, final VoteMessages newMessages, final VoteTrackers newTrackers,
        final Qdevice newQdevice) {
        config = newConfig;
        count = newCount;
        messages = newMessages;
        trackers = newTrackers;
        qdevice = newQdevice;
    }

    /** The ring of the last synchronisation: the one that a device must name. */
    void ring(final RingId newRingId) {
        ringId = newRingId;
    }

    RingId ring() {
        return ringId;
    }

    /** All of them, in the order of their ids. */
    LibraryRequest[] all() {
        return new LibraryRequest[] {
            free(VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH, this::getInfo),
            free(VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH, this::setExpected),
            free(VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH, this::setVotes),
            free(VoteQuorumMessages.TRACK_START_LENGTH, this::trackStart),
            free(RequestHeader.LENGTH, (session, request, offset, length) ->
                answers.status(session, trackers.remove(session) ? CsError.OK : CsError.NOT_EXIST)),
            free(VoteQuorumMessages.NAME_REQUEST_LENGTH, (session, request, offset, length) ->
                qdevice.register(session, VoteMessages.name(request, offset + VoteQuorumMessages.ARGUMENT))),
            free(VoteQuorumMessages.NAME_REQUEST_LENGTH, (session, request, offset, length) ->
                qdevice.unregister(session, VoteMessages.name(request, offset + VoteQuorumMessages.ARGUMENT))),
            free(VoteQuorumMessages.UPDATE_LENGTH, (session, request, offset, length) ->
                qdevice.update(session, VoteMessages.name(request, offset + VoteQuorumMessages.ARGUMENT),
                    VoteMessages.name(request, offset + VoteQuorumMessages.UPDATE_NEW_NAME))),
            free(VoteQuorumMessages.POLL_LENGTH, this::poll),
            free(VoteQuorumMessages.MASTER_WINS_LENGTH, this::masterWins)};
    }

    private void getInfo(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final int id = Marshal.getInt(m, o + VoteQuorumMessages.ARGUMENT);
        answers.info(session, count, id == 0 ? count.us : count.find(id), qdevice.name());
    }

    private void setExpected(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final int votes = Marshal.getInt(m, o + VoteQuorumMessages.ARGUMENT);
        final boolean downscale = count.allowDownscale;
        count.allowDownscale = false;
        final VoteCount.Figures figures = count.calculate(true, votes);
        count.allowDownscale = downscale;
        if (votes <= 0 || figures.quorum() < figures.totalVotes() / 2 || votes < figures.totalVotes()
            || count.quorate && figures.quorum() > figures.totalVotes()) {
            answers.status(session, CsError.INVALID_PARAM);
            return;
        }
        count.setExpectedOfMembers(votes);
        answers.status(session, messages.sendReconfigure(count.us.id, votes, VoteMessages.PARAM_EXPECTED_VOTES) ? CsError.OK
            : CsError.NO_RESOURCES);
    }

    private void setVotes(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final int votes = Marshal.getInt(m, o + VoteQuorumMessages.ARGUMENT);
        final int id = Marshal.getInt(m, o + VoteQuorumMessages.SET_VOTES_NODE);
        final VoteNode node = id == 0 ? count.device : count.find(id);
        if (node == null) {
            answers.status(session, CsError.NAME_NOT_FOUND);
            return;
        }
        final int before = node.votes;
        node.votes = votes;
        final VoteCount.Figures figures = count.calculate(true, 0);
        if (votes < 0 || figures.quorum() < figures.totalVotes() / 2 || figures.quorum() > figures.totalVotes()) {
            node.votes = before;
            answers.status(session, CsError.INVALID_PARAM);
            return;
        }
        answers.status(session, messages.sendReconfigure(id, votes, VoteMessages.PARAM_VOTES) ? CsError.OK : CsError.NO_RESOURCES);
    }

    private void trackStart(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final long context = Marshal.getLong(m, o + VoteQuorumMessages.TRACK_CONTEXT);
        final int flags = Marshal.getInt(m, o + VoteQuorumMessages.TRACK_FLAGS);
        if ((flags & (VoteQuorumMessages.TRACK_CURRENT | VoteQuorumMessages.TRACK_CHANGES)) != 0) {
            trackers.sendNodelist(session, context, ringId);
            trackers.sendQuorum(session, context);
        }
        if (trackers.isTracking(session)) {
            answers.status(session, CsError.EXIST);
            return;
        }
        if ((flags & (VoteQuorumMessages.TRACK_CHANGES | VoteQuorumMessages.TRACK_CHANGES_ONLY)) != 0) {
            trackers.add(session, context);
        }
        answers.status(session, CsError.OK);
    }

    private void poll(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final RingId ring = new RingId(Marshal.getInt(m, o + VoteQuorumMessages.POLL_RING),
            Marshal.getLong(m, o + VoteQuorumMessages.POLL_RING + 8));
        qdevice.poll(session, VoteMessages.name(m, o + VoteQuorumMessages.ARGUMENT),
            Marshal.getInt(m, o + VoteQuorumMessages.POLL_CAST_VOTE) != 0, ring, ringId);
    }

    private void masterWins(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final boolean allow = Marshal.getInt(m, o + VoteQuorumMessages.MASTER_WINS_ALLOW) != 0;
        final CsError refusal = qdevice.masterWins(VoteMessages.name(m, o + VoteQuorumMessages.ARGUMENT), allow);
        if (refusal == null) {
            config.put("runtime.votequorum.qdevice_master_wins", Value.ofU8(allow ? 1 : 0));
        }
        answers.status(session, refusal == null ? CsError.OK : refusal);
    }
}
