package org.gatun.ipc.message;

/**
 * The library messages of the configuration map (socket {@code cmap}). Offsets are from the start of the message; name264 is a
 * {@code mar_name_t}, see {@link Marshal}.
 * <pre>
 *  request              id  length   offset  type     field
 *  SET                   0   296+n       16  name264  key
 *                                       280  u64      n
 *                                       288  u8       type
 *                                       296  n bytes  value
 *  DELETE                1     280       16  name264  key
 *  GET                   2     288       16  name264  key
 *                                       280  u64      bytes that the client has room for
 *  ADJUST                3     288       16  name264  key
 *                                       280  i32      step
 *  ITERATION_INITIALISE  4     280       16  name264  prefix
 *  ITERATION_NEXT        5      24       16  u64      handle
 *  ITERATION_FINALISE    6      24       16  u64      handle
 *  TRACK_ADD             7     296       16  name264  key or prefix
 *                                       280  i32      flags
 *                                       288  u64      the client's instance
 *  TRACK_DELETE          8      24       16  u64      handle
 *  SET_CURRENT_MAP       9      24       16  i32      map: 0 icmap, 1 stats
 *
 *  response             id  length   offset  type     field
 *  GET                   2    40+n       24  u64      length of the value
 *                                        32  u8       type
 *                                        40  n bytes  value; n as asked, 0 on error
 *  ITERATION_INITIALISE  4      32       24  u64      handle
 *  ITERATION_NEXT        5     304       24  name264  key
 *                                       288  u64      length of the value
 *                                       296  u8       type
 *  TRACK_ADD             7      32       24  u64      handle
 *  TRACK_DELETE          8      32       24  u64      the client's instance
 *  SET_CURRENT_MAP      10      24
 *
 *  event                id  length   offset  type     field
 *  TRACK                 9 336+n+o       24  u64      the client's instance
 *                                        32  name264  key
 *                                       296  i32      1 deleted, 2 modified, 4 added
 *                                       304  u8       new type, 0 = none
 *                                       312  u8       old type, 0 = none
 *                                       320  u64      n
 *                                       328  u64      o
 *                                       336  n bytes  new value
 *                                     336+n  o bytes  old value
 * </pre>
 * The other responses are bare headers with the request's id. Source: corosync {@code include/corosync/ipc_cmap.h}, 3.1.7.
 */
public final class CmapMessages {
    public static final int SET = 0;
    public static final int DELETE = 1;
    public static final int GET = 2;
    public static final int ADJUST = 3;
    public static final int ITERATION_INITIALISE = 4;
    public static final int ITERATION_NEXT = 5;
    public static final int ITERATION_FINALISE = 6;
    public static final int TRACK_ADD = 7;
    public static final int TRACK_DELETE = 8;
    public static final int SET_CURRENT_MAP = 9;
    public static final int TRACK_EVENT = 9;
    /** The answer's id differs from the request's. */
    public static final int SET_CURRENT_MAP_RESPONSE = 10;

    /** Where the key stands in requests. */
    public static final int KEY = 16;
    public static final int SET_VALUE_LENGTH = 280;
    public static final int SET_TYPE = 288;
    public static final int SET_VALUE = 296;
    /** Length of a request of a key alone. */
    public static final int KEY_REQUEST_LENGTH = 280;
    public static final int GET_VALUE_LENGTH = 280;
    public static final int GET_LENGTH = 288;
    public static final int ADJUST_STEP = 280;
    public static final int ADJUST_LENGTH = 288;
    public static final int TRACK_FLAGS = 280;
    public static final int TRACK_INSTANCE = 288;
    public static final int TRACK_ADD_LENGTH = 296;
    /** Where a handle, or the number of a map, stands in requests. */
    public static final int HANDLE = 16;
    public static final int HANDLE_REQUEST_LENGTH = 24;

    public static final int GET_RESPONSE_VALUE_LENGTH = 24;
    public static final int GET_RESPONSE_TYPE = 32;
    public static final int GET_RESPONSE_VALUE = 40;
    /** Where a handle or an instance stands in responses. */
    public static final int RESPONSE_HANDLE = 24;
    public static final int HANDLE_RESPONSE_LENGTH = 32;
    public static final int NEXT_KEY = 24;
    public static final int NEXT_VALUE_LENGTH = 288;
    public static final int NEXT_TYPE = 296;
    public static final int NEXT_RESPONSE_LENGTH = 304;

    public static final int EVENT_INSTANCE = 24;
    public static final int EVENT_KEY = 32;
    public static final int EVENT_KIND = 296;
    public static final int EVENT_NEW_TYPE = 304;
    public static final int EVENT_OLD_TYPE = 312;
    public static final int EVENT_NEW_LENGTH = 320;
    public static final int EVENT_OLD_LENGTH = 328;
    public static final int EVENT_VALUES = 336;

    /** The ordinary map. */
    public static final int MAP_ICMAP = 0;
    /** The map of statistics. */
    public static final int MAP_STATS = 1;

    private CmapMessages() {
    }
}
