package org.gatun.ipc.message;

/**
 * The library messages of the configuration service (socket {@code cfg}). Offsets are from the start of the message; every u32 has 4
 * pad bytes behind it unless the table says otherwise.
 * <pre>
 *  request              id  length   offset  type           field
 *  RING_STATUS_GET       0      16
 *  RING_REENABLE         1      16
 *  KILL_NODE             2     288       16  u32            node id
 *                                        24  u16            length of the reason, its zero byte counted (no pad)
 *                                        26  256            reason
 *  TRY_SHUTDOWN          3      24       16  u32            flags: 0 request, 1 regardless, 2 immediate
 *  REPLY_TO_SHUTDOWN     4      24       16  u32            0 no, else yes
 *  GET_NODE_ADDRESSES    5      24       16  u32            node id, 0 = this node
 *  LOCAL_GET             6      16
 *  RELOAD                7      16
 *  REOPEN_LOG_FILES      8      16
 *  NODE_STATUS_GET       9      32       16  u32            node id
 *                                        24  u32            version, 1
 *  TRACK_START          10      24       16  u8             flags, not used
 *  TRACK_STOP           11      16
 *
 *  response             id  length   offset  type           field
 *  RING_STATUS_GET       0   10272       24  u32            number of interfaces
 *                                        32  char[128]×16   names
 *                                      2080  char[512]×16   states
 *  GET_NODE_ADDRESSES   11  32+16k       24  u32            address family, 2 or 10 (no pad)
 *                                        28  u32            k (no pad)
 *                                        32  16×k           addresses, IPv4 in the first 4 bytes
 *  LOCAL_GET            12      32       24  u32            node id
 *  NODE_STATUS_GET      16    4200       24  u32            version (no pad)
 *                                        28  u32            node id (no pad)
 *                                        32  u8×6           reachable, remote, external, on-wire min, max, current
 *                                        40  520×8          links: u8 enabled @0, connected @1, dynamically connected @2,
 *                                                           u32 mtu @4, char[256] source @8, char[256] destination @264
 *                        or 32 on error
 *
 *  event                id  length   offset  type           field
 *  TEST_SHUTDOWN        10      32       24  u32            flags; the header's error is OK or TIMEOUT
 * </pre>
 * The other responses are bare headers. Source: corosync {@code include/corosync/ipc_cfg.h}, 3.1.7.
 */
public final class CfgMessages {
    public static final int RING_STATUS_GET = 0;
    public static final int RING_REENABLE = 1;
    public static final int KILL_NODE = 2;
    public static final int TRY_SHUTDOWN = 3;
    public static final int REPLY_TO_SHUTDOWN = 4;
    public static final int GET_NODE_ADDRESSES = 5;
    public static final int LOCAL_GET = 6;
    public static final int RELOAD = 7;
    public static final int REOPEN_LOG_FILES = 8;
    public static final int NODE_STATUS_GET = 9;
    public static final int TRACK_START = 10;
    public static final int TRACK_STOP = 11;

    public static final int RING_STATUS_RESPONSE = 0;
    public static final int RING_REENABLE_RESPONSE = 1;
    public static final int TRACK_START_RESPONSE = 2;
    public static final int TRACK_STOP_RESPONSE = 3;
    public static final int KILL_NODE_RESPONSE = 8;
    public static final int TRY_SHUTDOWN_RESPONSE = 9;
    public static final int TEST_SHUTDOWN_EVENT = 10;
    public static final int NODE_ADDRESSES_RESPONSE = 11;
    public static final int LOCAL_GET_RESPONSE = 12;
    public static final int REPLY_TO_SHUTDOWN_RESPONSE = 13;
    public static final int RELOAD_RESPONSE = 14;
    public static final int REOPEN_LOG_FILES_RESPONSE = 15;
    public static final int NODE_STATUS_RESPONSE = 16;

    /** Where the one number of a request stands: node id, flags or answer. */
    public static final int ARGUMENT = 16;
    public static final int ARGUMENT_REQUEST_LENGTH = 24;
    public static final int KILL_REASON_LENGTH = 24;
    public static final int KILL_REASON = 26;
    public static final int KILL_LENGTH = 288;
    public static final int NODE_STATUS_VERSION = 24;
    public static final int NODE_STATUS_LENGTH = 32;

    public static final int RING_COUNT = 24;
    public static final int RING_NAMES = 32;
    public static final int RING_NAME_CAPACITY = 128;
    public static final int RING_STATES = 2080;
    public static final int RING_STATE_CAPACITY = 512;
    public static final int RINGS_MAX = 16;
    public static final int RING_STATUS_RESPONSE_LENGTH = 10272;

    public static final int ADDRESS_FAMILY = 24;
    public static final int ADDRESS_COUNT = 28;
    public static final int ADDRESSES = 32;
    public static final int ADDRESS_LENGTH = 16;
    public static final int FAMILY_INET = 2;
    public static final int FAMILY_INET6 = 10;

    public static final int LOCAL_GET_NODE_ID = 24;
    public static final int LOCAL_GET_RESPONSE_LENGTH = 32;

    /** The only version of a node's status. */
    public static final int NODE_STATUS_V1 = 1;
    public static final int STATUS_VERSION = 24;
    public static final int STATUS_NODE_ID = 28;
    public static final int STATUS_REACHABLE = 32;
    public static final int STATUS_REMOTE = 33;
    public static final int STATUS_EXTERNAL = 34;
    public static final int STATUS_ONWIRE_MIN = 35;
    public static final int STATUS_ONWIRE_MAX = 36;
    public static final int STATUS_ONWIRE_VERSION = 37;
    public static final int STATUS_LINKS = 40;
    public static final int LINKS_MAX = 8;
    public static final int LINK_LENGTH = 520;
    public static final int LINK_ENABLED = 0;
    public static final int LINK_CONNECTED = 1;
    public static final int LINK_DYNAMICALLY_CONNECTED = 2;
    public static final int LINK_MTU = 4;
    public static final int LINK_SOURCE = 8;
    public static final int LINK_DESTINATION = 264;
    public static final int LINK_ADDRESS_CAPACITY = 256;
    public static final int NODE_STATUS_RESPONSE_LENGTH = 4200;
    public static final int NODE_STATUS_ERROR_LENGTH = 32;

    public static final int TEST_SHUTDOWN_FLAGS = 24;
    public static final int TEST_SHUTDOWN_LENGTH = 32;

    public static final int SHUTDOWN_REQUEST = 0;
    public static final int SHUTDOWN_REGARDLESS = 1;
    public static final int SHUTDOWN_IMMEDIATE = 2;

    private CfgMessages() {
    }
}
