package org.gatun.ipc.message;

/**
 * The library messages of the votequorum service (socket {@code votequorum}). Offsets are from the start of the message.
 * <pre>
 *  request             id  length   offset  type       field
 *  GET_INFO             0      24       16  u32        node id, 0 = this node
 *  SET_EXPECTED         1      24       16  u32        votes
 *  SET_VOTES            2      24       16  u32        votes
 *                                       20  u32        node id (no pad before it)
 *  TRACK_START          3      32       16  u64        context
 *                                       24  u32        flags: 1 current, 2 changes, 4 changes only
 *  TRACK_STOP           4      16
 *  QDEVICE_REGISTER     5     272       16  char[255]  name
 *  QDEVICE_UNREGISTER   6     272       16  char[255]  name
 *  QDEVICE_UPDATE       7     528       16  char[255]  old name
 *                                      271  char[255]  new name
 *  QDEVICE_POLL         8     296       16  char[255]  name
 *                                      272  u32        cast vote
 *                                      280  u32        ring representative
 *                                      288  u64        ring sequence
 *  QDEVICE_MASTER_WINS  9     280       16  char[255]  name
 *                                      272  u32        allow
 *
 *  response            id  length
 *  GET_INFO             1     320       24  u32        node id, and so on, each four bytes on: state, votes, expected votes,
 *                                                      highest expected, total votes, quorum, flags, qdevice votes
 *                                       60  char[255]  qdevice name
 *  all others           0      24
 *
 *  event               id  length
 *  QUORUM               3   48+8n       24  u32        quorate
 *                                       32  u64        context
 *                                       40  u32        n
 *                                       48  8n         u32 node id, u32 state
 *  EXPECTED_VOTES       4      40       24  u64        context
 *                                       32  u32        expected votes
 *  NODELIST             5   56+4n       24  u64        context
 *                                       32  u32        ring representative
 *                                       40  u64        ring sequence
 *                                       48  u32        n
 *                                       56  4n         node ids
 * </pre>
 * Source: corosync {@code include/corosync/ipc_votequorum.h}, 3.1.7.
 */
public final class VoteQuorumMessages {
    public static final int GET_INFO = 0;
    public static final int SET_EXPECTED = 1;
    public static final int SET_VOTES = 2;
    public static final int TRACK_START = 3;
    public static final int TRACK_STOP = 4;
    public static final int QDEVICE_REGISTER = 5;
    public static final int QDEVICE_UNREGISTER = 6;
    public static final int QDEVICE_UPDATE = 7;
    public static final int QDEVICE_POLL = 8;
    public static final int QDEVICE_MASTER_WINS = 9;

    public static final int STATUS_RESPONSE = 0;
    public static final int INFO_RESPONSE = 1;
    public static final int QUORUM_EVENT = 3;
    public static final int EXPECTED_VOTES_EVENT = 4;
    public static final int NODELIST_EVENT = 5;

    /** Where the first field of a request stands: a number or a name. */
    public static final int ARGUMENT = 16;
    public static final int ARGUMENT_REQUEST_LENGTH = 24;
    public static final int SET_VOTES_NODE = 20;
    public static final int TRACK_CONTEXT = 16;
    public static final int TRACK_FLAGS = 24;
    public static final int TRACK_START_LENGTH = 32;
    public static final int TRACK_CURRENT = 1;
    public static final int TRACK_CHANGES = 2;
    public static final int TRACK_CHANGES_ONLY = 4;
    public static final int NAME_CAPACITY = 255;
    public static final int NAME_REQUEST_LENGTH = 272;
    public static final int UPDATE_NEW_NAME = 271;
    public static final int UPDATE_LENGTH = 528;
    public static final int POLL_CAST_VOTE = 272;
    public static final int POLL_RING = 280;
    public static final int POLL_LENGTH = 296;
    public static final int MASTER_WINS_ALLOW = 272;
    public static final int MASTER_WINS_LENGTH = 280;

    public static final int INFO_NODE = 24;
    public static final int INFO_STATE = 28;
    public static final int INFO_VOTES = 32;
    public static final int INFO_EXPECTED = 36;
    public static final int INFO_HIGHEST = 40;
    public static final int INFO_TOTAL = 44;
    public static final int INFO_QUORUM = 48;
    public static final int INFO_FLAGS = 52;
    public static final int INFO_QDEVICE_VOTES = 56;
    public static final int INFO_QDEVICE_NAME = 60;
    public static final int INFO_LENGTH = 320;

    public static final int INFO_FLAG_TWO_NODE = 1;
    public static final int INFO_FLAG_QUORATE = 2;
    public static final int INFO_FLAG_WAIT_FOR_ALL = 4;
    public static final int INFO_FLAG_LAST_MAN_STANDING = 8;
    public static final int INFO_FLAG_AUTO_TIE_BREAKER = 16;
    public static final int INFO_FLAG_ALLOW_DOWNSCALE = 32;
    public static final int INFO_FLAG_QDEVICE_REGISTERED = 64;
    public static final int INFO_FLAG_QDEVICE_ALIVE = 128;
    public static final int INFO_FLAG_QDEVICE_CAST_VOTE = 256;
    public static final int INFO_FLAG_QDEVICE_MASTER_WINS = 512;

    public static final int EVENT_QUORATE = 24;
    public static final int EVENT_QUORUM_CONTEXT = 32;
    public static final int EVENT_QUORUM_COUNT = 40;
    public static final int EVENT_QUORUM_NODES = 48;
    public static final int EVENT_CONTEXT = 24;
    public static final int EVENT_EXPECTED = 32;
    public static final int EVENT_EXPECTED_LENGTH = 40;
    public static final int EVENT_NODELIST_RING = 32;
    public static final int EVENT_NODELIST_COUNT = 48;
    public static final int EVENT_NODELIST_NODES = 56;

    private VoteQuorumMessages() {
    }
}
