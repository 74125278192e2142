package org.gatun.client;

import java.lang.foreign.MemorySegment;
import org.gatun.ipc.message.Marshal;

/** Lists of node ids in events. Stateless. */
final class NodeIds {
    private NodeIds() {
    }

    /** Whether {@code count} elements of {@code size} bytes from {@code start} on are within {@code length}. */
    static boolean fits(final int count, final int size, final int start, final int length) {
        return count >= 0 && length >= start && count <= (length - start) / size;
    }

    static int[] read(final MemorySegment segment, final long offset, final int count) {
        final int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = Marshal.getInt(segment, offset + 4L * i);
        }
        return ids;
    }
}
