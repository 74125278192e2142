package org.gatun.client;

import java.lang.foreign.MemorySegment;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.VoteQuorumMessages;

/**
 * What a node knows of votes.
 *
 * @param nodeId the node asked for, unsigned
 * @param state 1 member, 2 dead, 3 leaving
 * @param votes of the node
 * @param expectedVotes of the node
 * @param highestExpected of the members of the ring
 * @param totalVotes of the members of the ring and of this node's quorum device if it casts its votes
 * @param quorum how many votes make a partition quorate
 * @param flags see {@link #has}
 * @param qdeviceVotes of the quorum device
 * @param qdeviceName of the quorum device, empty without one
 */
public record VoteQuorumInfo(int nodeId, int state, int votes, int expectedVotes, int highestExpected, int totalVotes, int quorum,
    int flags, int qdeviceVotes, String qdeviceName) {
    /** A flag: the first six say what holds on the engine that answers, the others are of the node asked for. */
    public enum Flag {
        TWO_NODE(VoteQuorumMessages.INFO_FLAG_TWO_NODE),
        QUORATE(VoteQuorumMessages.INFO_FLAG_QUORATE),
        WAIT_FOR_ALL(VoteQuorumMessages.INFO_FLAG_WAIT_FOR_ALL),
        LAST_MAN_STANDING(VoteQuorumMessages.INFO_FLAG_LAST_MAN_STANDING),
        AUTO_TIE_BREAKER(VoteQuorumMessages.INFO_FLAG_AUTO_TIE_BREAKER),
        ALLOW_DOWNSCALE(VoteQuorumMessages.INFO_FLAG_ALLOW_DOWNSCALE),
        QDEVICE_REGISTERED(VoteQuorumMessages.INFO_FLAG_QDEVICE_REGISTERED),
        QDEVICE_ALIVE(VoteQuorumMessages.INFO_FLAG_QDEVICE_ALIVE),
        QDEVICE_CAST_VOTE(VoteQuorumMessages.INFO_FLAG_QDEVICE_CAST_VOTE),
        QDEVICE_MASTER_WINS(VoteQuorumMessages.INFO_FLAG_QDEVICE_MASTER_WINS);

        private final int bit;

        Flag(final int bit) {
            this.bit = bit;
        }
    }

    static VoteQuorumInfo of(final MemorySegment response) {
        return new VoteQuorumInfo(Marshal.getInt(response, VoteQuorumMessages.INFO_NODE),
            Marshal.getInt(response, VoteQuorumMessages.INFO_STATE), Marshal.getInt(response, VoteQuorumMessages.INFO_VOTES),
            Marshal.getInt(response, VoteQuorumMessages.INFO_EXPECTED), Marshal.getInt(response, VoteQuorumMessages.INFO_HIGHEST),
            Marshal.getInt(response, VoteQuorumMessages.INFO_TOTAL), Marshal.getInt(response, VoteQuorumMessages.INFO_QUORUM),
            Marshal.getInt(response, VoteQuorumMessages.INFO_FLAGS),
            Marshal.getInt(response, VoteQuorumMessages.INFO_QDEVICE_VOTES),
            Marshal.getText(response, VoteQuorumMessages.INFO_QDEVICE_NAME, VoteQuorumMessages.NAME_CAPACITY));
    }

    public boolean has(final Flag flag) {
        return (flags & flag.bit) != 0;
    }
}
