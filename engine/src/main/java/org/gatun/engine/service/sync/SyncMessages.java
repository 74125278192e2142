package org.gatun.engine.service.sync;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;

/**
 * The messages of group {@code sync}: service build (id 1) and barrier (id 0).
 * <pre>
 *  offset  size  field     type      meaning
 *       0    16  header              {@link RequestHeader}
 *      16     4  rep       u32       ring id: representative
 *      20     8  seq       u64       ring id: sequence, not aligned
 *      28     4  -                   pad
 *      (a barrier ends here)
 *      32     4  count     i32       number of services
 *      36     4  -                   pad
 *      40   512  services  i32[128]  service ids, ascending
 * </pre>
 * Source: corosync exec/sync.c.
 */
final class SyncMessages {
    static final int BARRIER = 0;
    static final int BARRIER_LENGTH = 32;
    static final int SERVICE_BUILD = 1;
    static final int SERVICE_BUILD_LENGTH = 552;
    static final int SERVICES_MAX = 128;

    private static final int REPRESENTATIVE = 16;
    private static final int SEQUENCE = 20;
    private static final int COUNT = 32;
    private static final int SERVICES = 40;

    private SyncMessages() {
    }

    static void putBarrier(final MemorySegment segment, final RingId ringId) {
        putCommon(segment, BARRIER, BARRIER_LENGTH, ringId);
    }

    static void putServiceBuild(final MemorySegment segment, final RingId ringId, final int count) {
        putCommon(segment, SERVICE_BUILD, SERVICE_BUILD_LENGTH, ringId);
        Marshal.putInt(segment, COUNT, count);
    }

    static void putService(final MemorySegment segment, final int index, final int serviceId) {
        Marshal.putInt(segment, SERVICES + 4L * index, serviceId);
    }

    static boolean hasRing(final MemorySegment segment, final long offset, final RingId ringId) {
        return Marshal.getInt(segment, offset + REPRESENTATIVE) == ringId.representative()
            && Marshal.getLong(segment, offset + SEQUENCE) == ringId.sequence();
    }

    static int count(final MemorySegment segment, final long offset) {
        return Marshal.getInt(segment, offset + COUNT);
    }

    static int service(final MemorySegment segment, final long offset, final int index) {
        return Marshal.getInt(segment, offset + SERVICES + 4L * index);
    }

    private static void putCommon(final MemorySegment segment, final int id, final int length, final RingId ringId) {
        Marshal.clear(segment, 0, length);
        RequestHeader.put(segment, 0, id, length);
        Marshal.putInt(segment, REPRESENTATIVE, ringId.representative());
        Marshal.putLong(segment, SEQUENCE, ringId.sequence());
    }
}
