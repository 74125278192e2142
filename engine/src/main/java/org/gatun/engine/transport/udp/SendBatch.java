package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.Sockets;

/**
 * Datagrams waiting for one {@code sendmmsg}, in the order they were given. Keeps addresses only: frames and socket addresses
 * stay where they are until {@link #flush}. Allocates nothing once made. The ring's thread only.
 */
final class SendBatch {
    /** The kernel takes no more in one call (UIO_MAXIOV). */
    static final int CAPACITY = 1024;

    private static final int FLAGS = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;

    private final MemorySegment vector;
    private final MemorySegment iovecs;
    private final boolean[] toGroup = new boolean[CAPACITY];
    private final TransportCounters counters;
    private int count;

    SendBatch(final SegmentAllocator allocator, final TransportCounters counters) {
        this.vector = allocator.allocate((long) CAPACITY * MessageHeaders.MMSGHDR_SIZE, 64);
        this.iovecs = allocator.allocate((long) CAPACITY * MessageHeaders.IOVEC_SIZE, 64);
        this.counters = counters;
        for (int i = 0; i < CAPACITY; i++) {
            MessageHeaders.setIovecs(vector, (long) i * MessageHeaders.MMSGHDR_SIZE,
                iovecs.address() + (long) i * MessageHeaders.IOVEC_SIZE, 1);
        }
    }

    int room() {
        return CAPACITY - count;
    }

    /**
     * Appends a datagram; there must be {@link #room}.
     *
     * @param group whether it goes to the group, whose failures are counted apart
     */
    void add(final long address, final int addressLength, final MemorySegment frame, final long offset, final int length,
        final boolean group) {
        final int index = count;
        MessageHeaders.setIovec(iovecs, (long) index * MessageHeaders.IOVEC_SIZE, frame, offset, length);
        MessageHeaders.setName(vector, (long) index * MessageHeaders.MMSGHDR_SIZE, address, addressLength);
        toGroup[index] = group;
        count = index + 1;
    }

    /** Sends all. What the kernel refuses (a full buffer, no route) is counted and left to the protocol's retransmission. */
    void flush(final int fd) {
        int at = 0;
        while (at < count) {
            final int sent = Sockets.sendmmsg(fd, vector, at, count - at, FLAGS);
            if (sent > 0) {
                counters.sent += sent;
                for (int i = at; i < at + sent; i++) {
                    if (toGroup[i]) {
                        counters.continuousSendmsgFailures = 0;
                    }
                }
                at += sent;
            } else if (sent != -Errno.EINTR) {
                // The error is that of the first datagram: pass over it and go on with the next.
                counters.sendFailures++;
                if (toGroup[at]) {
                    counters.continuousSendmsgFailures++;
                }
                at++;
            }
        }
        count = 0;
    }

    /** Forgets all. */
    void clear() {
        count = 0;
    }
}
