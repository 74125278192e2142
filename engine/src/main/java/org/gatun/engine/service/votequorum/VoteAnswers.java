package org.gatun.engine.service.votequorum;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.ClientSession;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.VoteQuorumMessages;

/** The answers to votequorum's library requests. On the services' thread. */
final class VoteAnswers {
    private final MemorySegment answer = Arena.ofAuto().allocate(VoteQuorumMessages.INFO_LENGTH, 8);

    void status(final ClientSession session, final CsError error) {
        ResponseHeader.put(answer, 0, VoteQuorumMessages.STATUS_RESPONSE, ResponseHeader.LENGTH, error);
        session.respond(answer, 0, ResponseHeader.LENGTH);
    }

    /** Answers what a node's count is; {@code node} is {@code null} for an unknown one. */
    void info(final ClientSession session, final VoteCount count, final VoteNode node, final String deviceName) {
        final int length = VoteQuorumMessages.INFO_LENGTH;
        Marshal.clear(answer, 0, length);
        ResponseHeader.put(answer, 0, VoteQuorumMessages.INFO_RESPONSE, length, node == null ? CsError.NOT_EXIST : CsError.OK);
        if (node != null) {
            final int total = count.votesOfMembers() + (node.is(VoteNode.FLAG_QDEVICE_CAST_VOTE) ? count.device.votes : 0);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_NODE, node.id);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_STATE, node.state);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_VOTES, node.votes);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_EXPECTED, node.expectedVotes);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_HIGHEST, count.highestExpected());
            Marshal.putInt(answer, VoteQuorumMessages.INFO_TOTAL, total);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_QUORUM, count.quorum);
            Marshal.putInt(answer, VoteQuorumMessages.INFO_FLAGS, flags(count, node));
            Marshal.putInt(answer, VoteQuorumMessages.INFO_QDEVICE_VOTES, count.device.votes);
            Marshal.putText(answer, VoteQuorumMessages.INFO_QDEVICE_NAME, VoteQuorumMessages.NAME_CAPACITY, deviceName);
        }
        session.respond(answer, 0, length);
    }

    private static int flags(final VoteCount count, final VoteNode node) {
        return bit(count.twoNode, VoteQuorumMessages.INFO_FLAG_TWO_NODE)
            | bit(count.quorate, VoteQuorumMessages.INFO_FLAG_QUORATE)
            | bit(count.waitForAll, VoteQuorumMessages.INFO_FLAG_WAIT_FOR_ALL)
            | bit(count.lastManStanding, VoteQuorumMessages.INFO_FLAG_LAST_MAN_STANDING)
            | bit(count.tieBreaker.isOn(), VoteQuorumMessages.INFO_FLAG_AUTO_TIE_BREAKER)
            | bit(count.allowDownscale, VoteQuorumMessages.INFO_FLAG_ALLOW_DOWNSCALE)
            | bit(node.is(VoteNode.FLAG_QDEVICE_REGISTERED), VoteQuorumMessages.INFO_FLAG_QDEVICE_REGISTERED)
            | bit(node.is(VoteNode.FLAG_QDEVICE_ALIVE), VoteQuorumMessages.INFO_FLAG_QDEVICE_ALIVE)
            | bit(node.is(VoteNode.FLAG_QDEVICE_CAST_VOTE), VoteQuorumMessages.INFO_FLAG_QDEVICE_CAST_VOTE)
            | bit(node.is(VoteNode.FLAG_QDEVICE_MASTER_WINS), VoteQuorumMessages.INFO_FLAG_QDEVICE_MASTER_WINS);
    }

    private static int bit(final boolean on, final int flag) {
        return on ? flag : 0;
    }
}
