package org.gatun.engine.transport.knet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.transport.RingTransport;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.Sockets;

/**
 * Batches of frames in both directions on the ring's data descriptor. Of frames to send it keeps the addresses only, until
 * {@link #flush}. Allocates nothing once made. The ring's thread only.
 */
final class KnetChannel {
    private static final int SLOT = 65_536;
    /** Slots lie some cache lines further apart than a power of two, so that their starts do not all fall into the same set. */
    private static final int STRIDE = SLOT + 26 * 64;
    private static final int RECEIVING = RingTransport.BATCH;
    private static final int SENDING = 256;
    private static final int PARTS = 3;
    private static final int FLAGS = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;
    private static final int HEADER = 13;
    private static final int NODE_ID = 5;
    private static final int TARGET = 9;
    private static final short MAGIC = (short)0xC070;
    private static final int DISCARD_MAX = 65_536;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final int nodeId;
    private final KnetCounters counters;
    private final MemorySegment area;
    private final MemorySegment received;
    private final MemorySegment sending;
    private final MemorySegment sendingParts;
    private final MemorySegment targets;
    private final MemorySegment discardArea;
    private int fd = -1;
    private int waiting;
    private int count;
    private int next;

    KnetChannel(final SegmentAllocator allocator, final int nodeId, final KnetCounters counters) {
        this.nodeId = nodeId;
        this.counters = counters;
        this.area = allocator.allocate((long)STRIDE * RECEIVING, 64);
        this.received = allocator.allocate((long)MessageHeaders.MMSGHDR_SIZE * RECEIVING, 64);
        this.sending = allocator.allocate((long)MessageHeaders.MMSGHDR_SIZE * SENDING, 64);
        this.sendingParts = allocator.allocate((long)MessageHeaders.IOVEC_SIZE * PARTS * SENDING, 64);
        this.targets = allocator.allocate((long)Integer.BYTES * SENDING, 4);
        this.discardArea = allocator.allocate(64);
        final MemorySegment parts = allocator.allocate((long)MessageHeaders.IOVEC_SIZE * RECEIVING, 64);
        for (int i = 0; i < RECEIVING; i++) {
            final long part = (long)MessageHeaders.IOVEC_SIZE * i;
            MessageHeaders.setIovec(parts, part, area, slot(i), SLOT);
            MessageHeaders.setIovecs(received, header(i), parts.address() + part, 1);
        }
    }

    /** Names the descriptor, -1 = none: what is sent then is lost, and nothing comes. */
    void use(final int newFd) {
        fd = newFd;
    }

    /** Takes a frame to all. */
    void addFrame(final MemorySegment frame, final long offset, final int length) {
        final long part = begin();
        MessageHeaders.setIovec(sendingParts, part, frame, offset, length);
        end(part, 1);
    }

    /** Takes a token to one node, whose id goes into the header as it is sent. */
    void addToken(final int target, final MemorySegment token, final long offset, final int length) {
        final long part = begin();
        final long targetOffset = (long)Integer.BYTES * waiting;
        targets.set(ValueLayout.JAVA_INT, targetOffset, target);
        MessageHeaders.setIovec(sendingParts, part, token, offset, TARGET);
        MessageHeaders.setIovec(sendingParts, part + MessageHeaders.IOVEC_SIZE, targets, targetOffset, Integer.BYTES);
        MessageHeaders.setIovec(sendingParts, part + 2 * MessageHeaders.IOVEC_SIZE, token, offset + HEADER, length - HEADER);
        end(part, PARTS);
    }

    /** Hands everything taken to libknet. What its queue has no room for is counted and left to the protocol's retransmission. */
    void flush() {
        int at = 0;
        while (at < waiting) {
            final int sent = Sockets.sendmmsg(fd, sending, at, waiting - at, FLAGS);
            if (sent > 0) {
                counters.sent += sent;
                at += sent;
            } else if (sent != -Errno.EINTR) {
                counters.sendFailures++;
                at++;
            }
        }
        waiting = 0;
    }

    /** Reads one batch and hands it to the ring, but for this node's own frames; the number of frames taken. */
    int receive(final TotemInput input, final long nowNs) {
        final int taken = Sockets.recvmmsg(fd, received, RECEIVING, Sockets.MSG_DONTWAIT);
        if (taken <= 0) {
            if (taken != 0 && taken != -Errno.EAGAIN && taken != -Errno.EINTR) {
                counters.receiveErrors++;
            }
            return 0;
        }
        count = taken;
        for (next = 0; next < count;) {
            final int i = next++;
            final int length = MessageHeaders.transferred(received, i);
            if (isOwn(slot(i), length)) {
                counters.own++;
            } else {
                counters.received++;
                input.onFrame(area, slot(i), length, nowNs);
            }
        }
        return taken;
    }

    /** Throws away the rest of the batch in hand and what waits in the descriptor; whether there was anything. */
    boolean discard() {
        int thrown = Math.max(0, count - next);
        count = 0;
        for (int i = 0; i < DISCARD_MAX; i++) {
            final long n = Sockets.recv(fd, discardArea, 0, discardArea.byteSize(), Sockets.MSG_DONTWAIT);
            if (n >= 0) {
                thrown++;
            } else if (n != -Errno.EINTR) {
                break;
            }
        }
        counters.discarded += thrown;
        return thrown > 0;
    }

    private boolean isOwn(final long offset, final int length) {
        return length >= HEADER && area.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset) == MAGIC
            && area.get(INT, offset + NODE_ID) == nodeId;
    }

    private long begin() {
        if (waiting == SENDING) {
            flush();
        }
        return (long)MessageHeaders.IOVEC_SIZE * PARTS * waiting;
    }

    private void end(final long part, final int parts) {
        MessageHeaders.setIovecs(sending, header(waiting), sendingParts.address() + part, parts);
        waiting++;
    }

    private static long slot(final int index) {
        return (long)STRIDE * index;
    }

    private static long header(final int index) {
        return (long)MessageHeaders.MMSGHDR_SIZE * index;
    }
}
