package org.gatun.ipc;

/**
 * The file of log lines that an engine leaves when it is told to, or fails: libqb's black box, which {@code qb-blackbox} prints.
 * Integers are in the machine's byte order.
 * <pre>
 *  offset  size  field
 *       0    20  u32 0, 0xCCBBCCBB, 0xBBCCBBCC, 2, 0
 *      20     4  n, words of data: whole pages
 *      24     4  word behind the newest chunk, modulo n
 *      28     4  word of the oldest chunk
 *      32     4  1
 *      36     4  sum of the four
 *      40   4*n  chunks: u32 length, u32 0xA1A1A1A1, a record padded to a word
 *
 *  record
 *       0     4  line of the source file
 *       4     4  tags
 *       8     1  priority, 0..8
 *       9     4  f, length of the function's name with its zero byte
 *      13     f  the name
 *    13+f    16  time: i64 seconds since 1970, i64 nanoseconds
 *    29+f     4  length of what follows, 1..512
 *    33+f        format of printf with its zero byte, its arguments one behind the other: numbers as they are in memory, text with a
 *                zero byte
 * </pre>
 * Source: libqb lib/log_blackbox.c, lib/ringbuffer.c, lib/log_format.c.
 */
public final class FlightData {
    /** First word of a file. */
    public static final int START = 0;
    /** Second word. */
    public static final int MAGIC_READ = 0xccbbccbb;
    /** Third word. */
    public static final int MAGIC_WRITE = 0xbbccbbcc;
    /** Fourth word. */
    public static final int VERSION = 2;
    /** Fifth word, and the start of the ring's own header. */
    public static final int RING = 20;
    /** Version in the ring's header. */
    public static final int RING_VERSION = 1;
    /** Start of the data. */
    public static final int DATA = 40;
    /** The data is a multiple of this many bytes. */
    public static final int PAGE = 4096;
    /** Bytes in front of a record. */
    public static final int CHUNK_HEADER = 8;
    /** Second word of a chunk that is whole. */
    public static final int CHUNK_MAGIC = RingLayout.MAGIC_COMMITTED;
    /** Bytes of a record without its texts. */
    public static final int RECORD_FIXED = 33;
    /** Most bytes of a format with its arguments. */
    public static final int MESSAGE_MAX = 512;
    /** Most bytes of a record. */
    public static final int RECORD_MAX = 1024;

    private FlightData() {
    }
}
