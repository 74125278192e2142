package org.gatun.ipc.message;

import java.lang.foreign.MemorySegment;

/**
 * The header of a response and of an event; also of the two cpg multicast requests and of the cpg join list.
 * <pre>
 *  offset  size  field  type  meaning
 *       0     4  id     i32   number of the response or event
 *       4     4  -            pad
 *       8     4  size   i32   length of the whole message in bytes
 *      12     4  -            pad
 *      16     4  error  i32   {@link CsError#code()}, 1 = OK
 *      20     4  -            pad
 * </pre>
 * Source: libqb {@code struct qb_ipc_response_header}. Stateless; any thread.
 */
public final class ResponseHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 24;
    private static final int SIZE = 8;
    private static final int ERROR = 16;

    private ResponseHeader() {
    }

    public static int id(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset);
    }

    public static int size(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + SIZE);
    }

    /** The error's number, which may have no name. */
    public static int error(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + ERROR);
    }

    /** Writes all 24 bytes. */
    public static void put(final MemorySegment segment, final long offset, final int id, final int size, final CsError error) {
        putRaw(segment, offset, id, size, error.code());
    }

    /** Writes all 24 bytes, with any number as the error. */
    public static void putRaw(final MemorySegment segment, final long offset, final int id, final int size, final int error) {
        Marshal.putLong(segment, offset, id & 0xffff_ffffL);
        Marshal.putLong(segment, offset + SIZE, size & 0xffff_ffffL);
        Marshal.putLong(segment, offset + ERROR, error & 0xffff_ffffL);
    }
}
