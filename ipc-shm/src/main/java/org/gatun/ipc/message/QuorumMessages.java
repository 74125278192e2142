package org.gatun.ipc.message;

/**
 * The library messages of the quorum service (socket {@code quorum}). Offsets are from the start of the message.
 * <pre>
 *  request          id  length   offset  type  field
 *  GET_QUORATE       0      16
 *  TRACK_START       1      24       16  u32   flags: 1 current, 2 changes, 4 changes only
 *  TRACK_STOP        2      16
 *  GET_TYPE          3      16
 *  MODEL_GET_TYPE    4      24       16  u32   model, 0 or 1
 *
 *  response         id  length
 *  GET_QUORATE       0      32       24  u32   quorate
 *  TRACK_START       1      24
 *  TRACK_STOP        2      24
 *  GET_TYPE          4      32       24  u32   0 free, 1 set
 *  MODEL_GET_TYPE    5      32       24  u32   0 free, 1 set
 *
 *  event            id  length
 *  NOTIFICATION      3  48+4n        24  u32   quorate            (model 0)
 *                                    32  u64   ring sequence
 *                                    40  u32   n
 *                                    44  4n    node ids
 *  QUORUM            6  56+4n        24  u32   quorate            (model 1)
 *                                    32  u32   ring representative
 *                                    40  u64   ring sequence
 *                                    48  u32   n
 *                                    52  4n    node ids
 *  NODELIST          7  64+4k        24  u32   ring representative (model 1)
 *                                    32  u64   ring sequence
 *                                    40  u32   members m
 *                                    48  u32   joined j
 *                                    56  u32   left l
 *                                    60  4k    members, joined, left: k = m + j + l
 * </pre>
 * The lists stand right behind their counts; the lengths count four bytes more. Source: corosync
 * {@code include/corosync/ipc_quorum.h}, 3.1.7.
 */
public final class QuorumMessages {
    public static final int GET_QUORATE = 0;
    public static final int TRACK_START = 1;
    public static final int TRACK_STOP = 2;
    public static final int GET_TYPE = 3;
    public static final int MODEL_GET_TYPE = 4;

    public static final int GET_QUORATE_RESPONSE = 0;
    public static final int TRACK_START_RESPONSE = 1;
    public static final int TRACK_STOP_RESPONSE = 2;
    public static final int GET_TYPE_RESPONSE = 4;
    public static final int MODEL_GET_TYPE_RESPONSE = 5;
    public static final int NOTIFICATION_EVENT = 3;
    public static final int QUORUM_EVENT = 6;
    public static final int NODELIST_EVENT = 7;

    /** Where the one number of a request stands. */
    public static final int ARGUMENT = 16;
    public static final int ARGUMENT_REQUEST_LENGTH = 24;
    /** Where the one number of a response stands. */
    public static final int RESULT = 24;
    public static final int RESULT_RESPONSE_LENGTH = 32;

    public static final int TRACK_CURRENT = 1;
    public static final int TRACK_CHANGES = 2;
    public static final int TRACK_CHANGES_ONLY = 4;

    public static final int NOTIFICATION_QUORATE = 24;
    public static final int NOTIFICATION_RING_SEQ = 32;
    public static final int NOTIFICATION_COUNT = 40;
    public static final int NOTIFICATION_NODES = 44;
    public static final int NOTIFICATION_LENGTH = 48;

    public static final int QUORUM_QUORATE = 24;
    public static final int QUORUM_RING = 32;
    public static final int QUORUM_COUNT = 48;
    public static final int QUORUM_NODES = 52;
    public static final int QUORUM_LENGTH = 56;

    public static final int NODELIST_RING = 24;
    public static final int NODELIST_MEMBERS = 40;
    public static final int NODELIST_JOINED = 48;
    public static final int NODELIST_LEFT = 56;
    public static final int NODELIST_NODES = 60;
    public static final int NODELIST_LENGTH = 64;

    private QuorumMessages() {
    }
}
