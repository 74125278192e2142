package org.gatun.client;

import java.lang.foreign.MemorySegment;
import org.gatun.ipc.message.Marshal;

/**
 * The identifier of a ring.
 *
 * @param nodeId its representative, unsigned
 * @param sequence unsigned
 */
public record RingId(int nodeId, long sequence) {
    /** Bytes in messages: u32 node id at 0, u64 sequence at 8. */
    static RingId of(final MemorySegment segment, final long offset) {
        return new RingId(Marshal.getInt(segment, offset), Marshal.getLong(segment, offset + 8));
    }

    void put(final MemorySegment segment, final long offset) {
        Marshal.putLong(segment, offset, nodeId & 0xffff_ffffL);
        Marshal.putLong(segment, offset + 8, sequence);
    }

    /** Both parts in hexadecimal, as the tools and logs write it: {@code 1.2c}. */
    @Override
    public String toString() {
        return Integer.toHexString(nodeId) + "." + Long.toHexString(sequence);
    }
}
