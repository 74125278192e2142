package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.gatun.engine.transport.RingTransport;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/**
 * Room for the datagrams of one {@code recvmmsg}. Allocates nothing once made. The ring's thread only.
 *
 * <p>With {@code UDP_GRO} on the socket, one message may hold several datagrams of one sender, of {@link #segmentLength} each but the
 * last. Slots are 64 KiB, the longest message, and lie 26 cache lines further apart so that the starts of the datagrams do not all
 * fall into the same set of the cache.
 */
final class ReceiveBatch {
    static final int DATAGRAMS = RingTransport.BATCH;

    private static final int SLOT = 65_536;
    private static final int STRIDE = SLOT + 26 * 64;
    private static final int NAME = SocketAddresses.SOCKADDR_MAX;
    private static final int CONTROL = 64;
    private static final int CONTROL_DATA = MessageHeaders.CMSGHDR_SIZE;

    private final MemorySegment area;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment vector;
    private int count;
    private int next;

    ReceiveBatch(final SegmentAllocator allocator) {
        this.area = allocator.allocate((long) STRIDE * DATAGRAMS, 64);
        this.names = allocator.allocate((long) NAME * DATAGRAMS, 8);
        this.controls = allocator.allocate((long) CONTROL * DATAGRAMS, 8);
        this.vector = allocator.allocate((long) MessageHeaders.MMSGHDR_SIZE * DATAGRAMS, 64);
        final MemorySegment iovecs = allocator.allocate((long) MessageHeaders.IOVEC_SIZE * DATAGRAMS, 64);
        for (int i = 0; i < DATAGRAMS; i++) {
            final long iovec = (long) i * MessageHeaders.IOVEC_SIZE;
            MessageHeaders.setIovec(iovecs, iovec, area, offset(i), SLOT);
            MessageHeaders.setIovecs(vector, header(i), iovecs.address() + iovec, 1);
            resetRooms(i);
        }
    }

    /** Fills the batch from a socket without waiting; the number of messages or -errno. The batch must be consumed. */
    int receive(final int fd) {
        // The kernel replaced the rooms for names and control data of the messages before by their lengths.
        for (int i = 0; i < count; i++) {
            resetRooms(i);
        }
        final int n = Sockets.recvmmsg(fd, vector, DATAGRAMS, Sockets.MSG_DONTWAIT);
        count = Math.max(n, 0);
        next = 0;
        return n;
    }

    /** Moves to the next message: its index, -1 at the end. */
    int advance() {
        return next < count ? next++ : -1;
    }

    /** How many messages are left, beside the one being handled. */
    int left() {
        return count - next;
    }

    /** Drops what is left, of the message being handled too. */
    void discard() {
        next = count + 1;
    }

    /** Whether the message being handled was dropped meanwhile. */
    boolean isDiscarded() {
        return next > count;
    }

    MemorySegment area() {
        return area;
    }

    long offset(final int index) {
        return (long) STRIDE * index;
    }

    int length(final int index) {
        return MessageHeaders.transferred(vector, index);
    }

    /** The length of each datagram of a message but the last, at least 1; the message's own where it is one datagram. */
    int segmentLength(final int index) {
        final long control = (long) CONTROL * index;
        if (MessageHeaders.controlLength(vector, header(index)) >= CONTROL_DATA + Integer.BYTES
            && controls.get(ValueLayout.JAVA_INT, control + 8) == SocketOptions.IPPROTO_UDP
            && controls.get(ValueLayout.JAVA_INT, control + 12) == SocketOptions.UDP_GRO) {
            return Math.max(1, controls.get(ValueLayout.JAVA_INT, control + CONTROL_DATA));
        }
        return Math.max(1, length(index));
    }

    boolean isTruncated(final int index) {
        return (MessageHeaders.flags(vector, header(index)) & Sockets.MSG_TRUNC) != 0;
    }

    MemorySegment names() {
        return names;
    }

    long nameOffset(final int index) {
        return (long) NAME * index;
    }

    private void resetRooms(final int index) {
        MessageHeaders.setName(vector, header(index), names.address() + nameOffset(index), NAME);
        MessageHeaders.setControl(vector, header(index), controls.address() + (long) CONTROL * index, CONTROL);
    }

    private static long header(final int index) {
        return (long) MessageHeaders.MMSGHDR_SIZE * index;
    }
}
