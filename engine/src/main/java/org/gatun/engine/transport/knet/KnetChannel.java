package org.gatun.engine.transport.knet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.transport.RingTransport;
import org.gatun.natives.knet.KnetHandle;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketFilter;
import org.gatun.natives.linux.SocketFilter.Checks;
import org.gatun.natives.linux.Sockets;

/**
 * Batches of frames in both directions on the ring's data descriptor. Of frames to send it keeps the addresses only, until
 * {@link #flush}. Allocates nothing once made. The ring's thread only.
 *
 * <p>libknet sends what comes by the descriptor on a thread of its own. A token that has no frames before it does not wait for that
 * thread: it is sent on this one.
 *
 * <p>libknet loops what goes to all back to this node. As the ring processes its own frames itself, the descriptor refuses them.
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
    private final MemorySegment token;
    private KnetHandle knet;
    private int fd = -1;
    private int waiting;
    /** Frames since the last token may still be with libknet's thread: the next token must not overtake them. */
    private boolean framesAhead;
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
        this.token = allocator.allocate(SLOT, 64);
        final MemorySegment parts = allocator.allocate((long)MessageHeaders.IOVEC_SIZE * RECEIVING, 64);
        for (int i = 0; i < RECEIVING; i++) {
            final long part = (long)MessageHeaders.IOVEC_SIZE * i;
            MessageHeaders.setIovec(parts, part, area, slot(i), SLOT);
            MessageHeaders.setIovecs(received, header(i), parts.address() + part, 1);
        }
    }

    /**
     * Names the descriptor of a handle, and has the kernel refuse what comes back by it; 0 or -errno.
     *
     * @param newKnet whose descriptor it is
     */
    int use(final KnetHandle newKnet, final int newFd) {
        knet = newKnet;
        fd = newFd;
        final Checks ownFrame = new Checks().loadWord(NODE_ID).refuse(SocketFilter.BPF_JEQ, Integer.reverseBytes(nodeId));
        final Checks frame = new Checks().loadHalf(0).when(SocketFilter.BPF_JEQ, inNetworkOrder(MAGIC), ownFrame);
        return SocketFilter.attach(fd, new Checks().loadLength().when(SocketFilter.BPF_JGE, HEADER, frame).take().program());
    }

    /** Forgets the handle: what is sent from now on is lost, and nothing comes. */
    void end() {
        knet = null;
        fd = -1;
    }

    /** Takes a frame to all. */
    void addFrame(final MemorySegment frame, final long offset, final int length) {
        final long part = begin();
        MessageHeaders.setIovec(sendingParts, part, frame, offset, length);
        end(part, 1);
        framesAhead = true;
    }

    /** Takes a token to one node, whose id goes into the header as it is sent. At once, if no frame has to go before it. */
    void addToken(final int target, final MemorySegment frame, final long offset, final int length) {
        if (waiting == 0 && !framesAhead && knet != null) {
            MemorySegment.copy(frame, offset, token, 0, length);
            token.set(INT, TARGET, target);
            knet.sendSync(token, length, KnetRouting.RING);
            counters.sent++;
            return;
        }
        final long part = begin();
        final long targetOffset = (long)Integer.BYTES * waiting;
        targets.set(ValueLayout.JAVA_INT, targetOffset, target);
        MessageHeaders.setIovec(sendingParts, part, frame, offset, TARGET);
        MessageHeaders.setIovec(sendingParts, part + MessageHeaders.IOVEC_SIZE, targets, targetOffset, Integer.BYTES);
        MessageHeaders.setIovec(sendingParts, part + 2 * MessageHeaders.IOVEC_SIZE, frame, offset + HEADER, length - HEADER);
        end(part, PARTS);
        framesAhead = false;
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

    /** Reads one batch and hands it to the ring; the number of frames taken. */
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
            counters.received++;
            input.onFrame(area, slot(i), MessageHeaders.transferred(received, i), nowNs);
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

    private static int inNetworkOrder(final short value) {
        return Short.toUnsignedInt(Short.reverseBytes(value));
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
