package org.gatun.ipc.message;

/**
 * What a supervised program and its supervisor, {@code gatun sam}, say to each other: requests with a {@link RequestHeader}, responses
 * with a {@link ResponseHeader} and the id of the request. Offsets are from the start of the message.
 * <pre>
 *  request        id  length  offset  type    field
 *  INITIALISE      0      24      16  u32     interval, ms; 0 = no health checks
 *                                 20  u32     policy
 *  REGISTER        1      16
 *  START           2      16
 *  STOP            3      16
 *  HEALTH          4      16                  no response
 *  WARN_SIGNAL     5      24      16  u32     signal
 *  STORE           6    16+n      16  u8[n]   data
 *  DATA_SIZE       7      16
 *  RESTORE         8      16
 *  MARK_FAILED     9      16                  no response
 *
 *  response           length
 *  REGISTER               32      24  u32     instance
 *  DATA_SIZE              32      24  u32     n
 *  RESTORE              24+n      24  u8[n]   data
 *  all others             24
 * </pre>
 * libsam's own pipes are private to it, so this is Gatun's own. A program that the supervisor did not start gets one response without
 * asking, id -1.
 */
public final class SamMessages {
    public static final int INITIALISE = 0;
    public static final int REGISTER = 1;
    public static final int START = 2;
    public static final int STOP = 3;
    public static final int HEALTH = 4;
    public static final int WARN_SIGNAL = 5;
    public static final int STORE = 6;
    public static final int DATA_SIZE = 7;
    public static final int RESTORE = 8;
    public static final int MARK_FAILED = 9;
    public static final int REFUSAL = -1;

    public static final int INTERVAL = 16;
    public static final int POLICY = 20;
    public static final int INITIALISE_LENGTH = 24;
    public static final int SIGNAL = 16;
    public static final int WARN_SIGNAL_LENGTH = 24;
    public static final int STORE_DATA = 16;
    /** Where the one number of a response stands. */
    public static final int RESULT = 24;
    public static final int RESULT_RESPONSE_LENGTH = 32;
    public static final int RESTORE_DATA = 24;
    /** Most bytes that can be stored. */
    public static final int DATA_MAX = 16 << 20;
    /** In the environment of a supervised program: the abstract name of its supervisor's socket. */
    public static final String SOCKET_VARIABLE = "GATUN_SAM_SOCKET";

    private SamMessages() {
    }
}
