package org.gatun.engine.transport.knet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.gatun.natives.knet.KnetListener;

/**
 * Says where messages go, by their bytes alone, and keeps what libknet tells until the ring's thread asks. Runs on libknet's threads and
 * never waits.
 */
final class KnetRouting implements KnetListener {
    /** The channel of the ring. */
    static final int RING = 0;
    /** The channel of the nozzle device. */
    static final int NOZZLE = 1;

    private static final int HEADER = 13;
    private static final int TARGET = 9;
    private static final int MAC = 6;
    private static final ValueLayout.OfShort BIG = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Something that libknet told. */
    sealed interface Notice {
        /** A data descriptor failed. */
        record SocketFailed(int fd, int channel, boolean sending, int result, int errno) implements Notice {
        }

        /** A node became reachable, or no longer is. */
        record Host(int nodeId, boolean reachable) implements Notice {
        }

        /** The room of a packet changed. */
        record Mtu(int bytes) implements Notice {
        }
    }

    private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();

    /** The oldest notice not taken yet, {@code null} if there is none. */
    Notice poll() {
        return notices.poll();
    }

    @Override
    public int destination(final MemorySegment memory, final long address, final long length, final int channel) {
        if (channel != RING) {
            return frameDestination(memory, address, length);
        }
        if (length < HEADER) {
            return NOBODY;
        }
        final int target = memory.get(ValueLayout.JAVA_INT_UNALIGNED, address + TARGET);
        return target == 0 ? EVERYBODY : target & 0xffff;
    }

    /** Of an Ethernet frame: the last two bytes of its destination are the node id. */
    private static int frameDestination(final MemorySegment memory, final long address, final long length) {
        if (length < MAC) {
            return NOBODY;
        }
        final int high = memory.get(BIG, address) & 0xffff;
        final int middle = memory.get(BIG, address + 2) & 0xffff;
        final int low = memory.get(BIG, address + 4) & 0xffff;
        if ((high | middle | low) == 0) {
            return NOBODY;
        }
        return (high & 0x100) != 0 ? EVERYBODY : low;
    }

    @Override
    public void onSocket(final int fd, final int channel, final boolean sending, final int result, final int errno) {
        notices.add(new Notice.SocketFailed(fd, channel, sending, result, errno));
    }

    @Override
    public void onHost(final int hostId, final boolean reachable) {
        notices.add(new Notice.Host(hostId, reachable));
    }

    @Override
    public void onMtu(final int dataMtu) {
        notices.add(new Notice.Mtu(dataMtu));
    }
}
