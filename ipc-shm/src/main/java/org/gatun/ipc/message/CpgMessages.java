package org.gatun.ipc.message;

import java.lang.foreign.MemorySegment;

/**
 * The library messages of closed process groups (socket {@code cpg}). Offsets are from the start of the message; every u32 has 4 pad
 * bytes behind it unless the table says otherwise; name136 is a {@code mar_cpg_name_t}, see {@link Marshal}.
 * <pre>
 *  request               id  length   offset  type       field
 *  JOIN                   0     168       16  name136    group
 *                                        152  u32        pid
 *                                        160  u32        flags
 *  LEAVE                  1     160       16  name136    group
 *                                        152  u32        pid
 *  MULTICAST              2    40+n        0             24-byte header
 *                                         24  u32        guarantee
 *                                         32  u32        n
 *                                         40  n bytes    data
 *  MEMBERSHIP_GET         3     152       16  name136    group
 *  LOCAL_GET              4      16
 *  ITERATION_INITIALISE   5     160       16  name136    group
 *                                        152  u32        type
 *  ITERATION_NEXT         6      24       16  u64        handle
 *  ITERATION_FINALISE     7      24       16  u64        handle
 *  FINALISE               8      16
 *  ZERO_COPY_ALLOC        9     152       16  u64        map size
 *                                         24  char[128]  path
 *  ZERO_COPY_FREE        10      32       16  u64        map size
 *                                         24  u64        server address
 *  ZERO_COPY_EXECUTE     11      24       16  u64        server address
 *  PARTIAL_MULTICAST     12    56+n        0             24-byte header
 *                                         24  u32        guarantee
 *                                         32  u32        length of the whole message
 *                                         40  u32        n
 *                                         48  u32        type
 *                                         56  n bytes    data
 *
 *  response              id  length   offset  type       field
 *  MEMBERSHIP_GET         3    9248       24  u32        count
 *                                         32  24×384     records: u32 node id @0, u32 pid @8, u32 reason @16
 *  LOCAL_GET              7      32       24  u32        node id
 *  ITERATION_INITIALISE   9      32       24  u64        handle
 *  ITERATION_NEXT        10     168       24  name136    group
 *                                        160  u32        node id (no pad)
 *                                        164  u32        pid (no pad)
 *
 *  event                 id  length   offset  type       field
 *  CONFIGURATION          4  184+24k      24  name136    group
 *                                        160  u32        members
 *                                        168  u32        joined
 *                                        176  u32        left
 *                                        184  24×k       records: members, then left, then joined
 *  DELIVER                5   184+n       24  name136    group
 *                                        160  u32        n
 *                                        168  u32        node id
 *                                        176  u32        pid
 *                                        184  n bytes    data
 *  TOTEM_CONFIGURATION   13    48+4k      24  u32        ring id: representative
 *                                         32  u64        ring id: sequence
 *                                         40  u32        k (no pad)
 *                                         44  u32×k      node ids; 4 bytes of the length are not used
 *  PARTIAL_DELIVER       17   200+n       24  name136    group
 *                                        160  u32        length of the whole message
 *                                        168  u32        n
 *                                        176  u32        node id
 *                                        184  u32        pid
 *                                        192  u32        type
 *                                        200  n bytes    data
 * </pre>
 * A multicast is never answered. Source: corosync {@code include/corosync/ipc_cpg.h}, 3.1.7. Stateless; any thread.
 */
public final class CpgMessages {
    public static final int JOIN = 0;
    public static final int LEAVE = 1;
    public static final int MULTICAST = 2;
    public static final int MEMBERSHIP_GET = 3;
    public static final int LOCAL_GET = 4;
    public static final int ITERATION_INITIALISE = 5;
    public static final int ITERATION_NEXT = 6;
    public static final int ITERATION_FINALISE = 7;
    public static final int FINALISE = 8;
    public static final int ZERO_COPY_ALLOC = 9;
    public static final int ZERO_COPY_FREE = 10;
    public static final int ZERO_COPY_EXECUTE = 11;
    public static final int PARTIAL_MULTICAST = 12;

    public static final int JOIN_RESPONSE = 0;
    public static final int LEAVE_RESPONSE = 1;
    /** Answers a zero-copy execute. */
    public static final int EXECUTE_RESPONSE = 2;
    public static final int MEMBERSHIP_RESPONSE = 3;
    public static final int CONFIGURATION_EVENT = 4;
    public static final int DELIVER_EVENT = 5;
    public static final int LOCAL_GET_RESPONSE = 7;
    public static final int ITERATION_INITIALISE_RESPONSE = 9;
    public static final int ITERATION_NEXT_RESPONSE = 10;
    public static final int ITERATION_FINALISE_RESPONSE = 11;
    public static final int FINALISE_RESPONSE = 12;
    public static final int TOTEM_CONFIGURATION_EVENT = 13;
    public static final int PARTIAL_DELIVER_EVENT = 17;
    public static final int PARTIAL_MULTICAST_RESPONSE = 18;

    /** Where the group's name stands in join, leave, membership and iteration requests. */
    public static final int REQUEST_GROUP = 16;
    public static final int REQUEST_PID = 152;
    public static final int JOIN_FLAGS = 160;
    public static final int JOIN_LENGTH = 168;
    public static final int LEAVE_LENGTH = 160;
    public static final int MEMBERSHIP_GET_LENGTH = 152;
    public static final int ITERATION_TYPE = 152;
    public static final int ITERATION_INITIALISE_LENGTH = 160;
    /** Where a handle stands in iteration requests. */
    public static final int REQUEST_HANDLE = 16;
    public static final int HANDLE_REQUEST_LENGTH = 24;

    public static final int MULTICAST_GUARANTEE = 24;
    public static final int MULTICAST_MESSAGE_LENGTH = 32;
    public static final int MULTICAST_DATA = 40;

    public static final int PARTIAL_MESSAGE_LENGTH = 32;
    public static final int PARTIAL_FRAGMENT_LENGTH = 40;
    public static final int PARTIAL_TYPE = 48;
    public static final int PARTIAL_DATA = 56;

    public static final int ALLOC_MAP_SIZE = 16;
    public static final int ALLOC_PATH = 24;
    public static final int ALLOC_PATH_CAPACITY = 128;
    public static final int ALLOC_LENGTH = 152;
    public static final int FREE_SERVER_ADDRESS = 24;
    public static final int FREE_LENGTH = 32;
    public static final int EXECUTE_SERVER_ADDRESS = 16;
    public static final int EXECUTE_LENGTH = 24;

    public static final int MEMBERSHIP_COUNT = 24;
    public static final int MEMBERSHIP_RECORDS = 32;
    public static final int MEMBERSHIP_RECORDS_MAX = 384;
    public static final int MEMBERSHIP_RESPONSE_LENGTH = 9248;
    public static final int LOCAL_GET_NODE_ID = 24;
    public static final int LOCAL_GET_RESPONSE_LENGTH = 32;
    public static final int ITERATION_HANDLE = 24;
    public static final int ITERATION_INITIALISE_RESPONSE_LENGTH = 32;
    public static final int ITERATION_GROUP = 24;
    public static final int ITERATION_NODE_ID = 160;
    public static final int ITERATION_PID = 164;
    public static final int ITERATION_NEXT_RESPONSE_LENGTH = 168;

    /** Where the group's name stands in events. */
    public static final int EVENT_GROUP = 24;
    public static final int CONFIGURATION_MEMBERS = 160;
    public static final int CONFIGURATION_JOINED = 168;
    public static final int CONFIGURATION_LEFT = 176;
    public static final int CONFIGURATION_RECORDS = 184;
    public static final int DELIVER_MESSAGE_LENGTH = 160;
    public static final int DELIVER_NODE_ID = 168;
    public static final int DELIVER_PID = 176;
    public static final int DELIVER_DATA = 184;
    public static final int TOTEM_RING_NODE_ID = 24;
    public static final int TOTEM_RING_SEQUENCE = 32;
    public static final int TOTEM_COUNT = 40;
    public static final int TOTEM_NODE_IDS = 44;
    public static final int PARTIAL_DELIVER_MESSAGE_LENGTH = 160;
    public static final int PARTIAL_DELIVER_FRAGMENT_LENGTH = 168;
    public static final int PARTIAL_DELIVER_NODE_ID = 176;
    public static final int PARTIAL_DELIVER_PID = 184;
    public static final int PARTIAL_DELIVER_TYPE = 192;
    public static final int PARTIAL_DELIVER_DATA = 200;

    /** Bytes of a record of a process. */
    public static final int RECORD_LENGTH = 24;
    private static final int RECORD_PID = 8;
    private static final int RECORD_REASON = 16;

    /** No reason: in lists of members. */
    public static final int REASON_UNDEFINED = 0;
    public static final int REASON_JOIN = 1;
    public static final int REASON_LEAVE = 2;
    public static final int REASON_NODE_DOWN = 3;
    public static final int REASON_NODE_UP = 4;
    public static final int REASON_PROCESS_DOWN = 5;

    /** First fragment of a message. */
    public static final int PARTIAL_FIRST = 1;
    public static final int PARTIAL_CONTINUED = 2;
    public static final int PARTIAL_LAST = 3;

    public static final int ITERATE_NAMES = 1;
    public static final int ITERATE_ONE_GROUP = 2;
    public static final int ITERATE_ALL = 3;

    /** Flag of a join: report the ring's configuration at once. */
    public static final int FLAG_INITIAL_TOTEM_CONFIGURATION = 1;

    /** Bytes of the longest message that goes in one multicast; longer ones go as partial multicasts. */
    public static final int ATOMIC_MESSAGE_MAX = 1_047_552;
    /** The guarantee that clients ask for; all kinds are carried and none but agreed delivery exists. */
    public static final int GUARANTEE_AGREED = 2;

    private CpgMessages() {
    }

    /** Length of a configuration event with this many records in all. */
    public static int configurationLength(final int records) {
        return CONFIGURATION_RECORDS + RECORD_LENGTH * records;
    }

    /** Length of a totem configuration event with this many node ids. */
    public static int totemConfigurationLength(final int nodes) {
        return 48 + 4 * nodes;
    }

    /** Writes a whole join request. */
    public static void putJoin(final MemorySegment segment, final long offset, final byte[] group, final int pid, final int flags) {
        RequestHeader.put(segment, offset, JOIN, JOIN_LENGTH);
        Marshal.putCpgName(segment, offset + REQUEST_GROUP, group);
        Marshal.putLong(segment, offset + REQUEST_PID, pid & 0xffff_ffffL);
        Marshal.putLong(segment, offset + JOIN_FLAGS, flags & 0xffff_ffffL);
    }

    /** Writes a whole leave request. */
    public static void putLeave(final MemorySegment segment, final long offset, final byte[] group, final int pid) {
        RequestHeader.put(segment, offset, LEAVE, LEAVE_LENGTH);
        Marshal.putCpgName(segment, offset + REQUEST_GROUP, group);
        Marshal.putLong(segment, offset + REQUEST_PID, pid & 0xffff_ffffL);
    }

    /** Writes the first {@link #MULTICAST_DATA} bytes of a multicast; the data follow them. */
    public static void putMulticastHead(final MemorySegment segment, final long offset, final int messageLength) {
        ResponseHeader.putRaw(segment, offset, MULTICAST, MULTICAST_DATA + messageLength, 0);
        Marshal.putLong(segment, offset + MULTICAST_GUARANTEE, GUARANTEE_AGREED);
        Marshal.putLong(segment, offset + MULTICAST_MESSAGE_LENGTH, messageLength & 0xffff_ffffL);
    }

    /** Writes the first {@link #PARTIAL_DATA} bytes of a partial multicast; the fragment follows them. */
    public static void putPartialMulticastHead(final MemorySegment segment, final long offset, final int messageLength,
        final int fragmentLength, final int type) {
        ResponseHeader.putRaw(segment, offset, PARTIAL_MULTICAST, PARTIAL_DATA + fragmentLength, 0);
        Marshal.putLong(segment, offset + MULTICAST_GUARANTEE, GUARANTEE_AGREED);
        Marshal.putLong(segment, offset + PARTIAL_MESSAGE_LENGTH, messageLength & 0xffff_ffffL);
        Marshal.putLong(segment, offset + PARTIAL_FRAGMENT_LENGTH, fragmentLength & 0xffff_ffffL);
        Marshal.putLong(segment, offset + PARTIAL_TYPE, type);
    }

    /** Writes one record of a process. */
    public static void putRecord(final MemorySegment segment, final long offset, final int nodeId, final int pid, final int reason) {
        Marshal.putLong(segment, offset, nodeId & 0xffff_ffffL);
        Marshal.putLong(segment, offset + RECORD_PID, pid & 0xffff_ffffL);
        Marshal.putLong(segment, offset + RECORD_REASON, reason);
    }

    public static int recordNodeId(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset);
    }

    public static int recordPid(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + RECORD_PID);
    }

    public static int recordReason(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + RECORD_REASON);
    }
}
