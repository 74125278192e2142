package org.gatun.ipc.message;

import java.lang.foreign.MemorySegment;

/**
 * The header of a request and of an executive message.
 * <pre>
 *  offset  size  field  type  meaning
 *       0     4  id     i32   number of the message within its service
 *       4     4  -            pad
 *       8     4  size   i32   length of the whole message in bytes
 *      12     4  -            pad
 * </pre>
 * Source: libqb {@code struct qb_ipc_request_header}. Stateless; any thread.
 */
public final class RequestHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 16;
    private static final int ID = 0;
    private static final int SIZE = 8;

    private RequestHeader() {
    }

    public static int id(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + ID);
    }

    public static int size(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + SIZE);
    }

    /** Writes all 16 bytes. */
    public static void put(final MemorySegment segment, final long offset, final int id, final int size) {
        Marshal.putLong(segment, offset, id & 0xffff_ffffL);
        Marshal.putLong(segment, offset + SIZE, size & 0xffff_ffffL);
    }
}
