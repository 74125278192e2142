package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/**
 * Frames waiting to be sent to all destinations, and tokens to one each behind them. Keeps addresses only: frames and socket
 * addresses stay where they are until {@link #flush}. Allocates nothing once made. The ring's thread only.
 *
 * <p>Neighbouring frames of one length (the last may be shorter) leave as one message that the kernel cuts into datagrams
 * ({@code UDP_SEGMENT}): the wire is the same, the way through the stack is gone once. Where the kernel or the path refuses
 * that, they leave one by one, and frames of that length always do from then on.
 */
final class SendBatch {
    /** Frames and tokens between two flushes. */
    static final int CAPACITY = 256;

    private static final int FLAGS = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;
    private static final int MESSAGES = 1024;
    private static final int DESTINATIONS = MemberTable.MEMBERS_MAX;
    private static final int SEGMENTS_MAX = 64;
    private static final int SEGMENTED_MAX = 65_000;
    /** Longer frames do not fit an Ethernet packet whole, which segmentation needs. */
    private static final int SEGMENT_LENGTH_MAX = 1472;
    private static final int CONTROL_SPACE = 24;

    private final MemorySegment vector;
    private final MemorySegment iovecs;
    private final MemorySegment controls;
    private final TransportCounters counters;
    private final int[] lengths = new int[CAPACITY];
    private final long[] tokenAddresses = new long[CAPACITY];
    private final int[] runStarts = new int[CAPACITY];
    private final int[] runCounts = new int[CAPACITY];
    private final int[] messageRuns = new int[MESSAGES];
    private final long[] messageAddresses = new long[MESSAGES];
    private final long[] destinations = new long[DESTINATIONS];
    private int segmentLengthMax = SEGMENT_LENGTH_MAX;
    private int destinationCount;
    private int addressLength;
    private boolean toGroup;
    private int frames;
    private int count;
    private int messages;
    private int groupMessages;

    SendBatch(final SegmentAllocator allocator, final TransportCounters counters) {
        this.vector = allocator.allocate((long) MESSAGES * MessageHeaders.MMSGHDR_SIZE, 64);
        this.iovecs = allocator.allocate((long) CAPACITY * MessageHeaders.IOVEC_SIZE, 64);
        this.controls = allocator.allocate((long) CAPACITY * CONTROL_SPACE, 8);
        this.counters = counters;
    }

    /** Names where frames go, anew before each flush. */
    void begin(final int newAddressLength, final boolean group) {
        addressLength = newAddressLength;
        toGroup = group;
        destinationCount = 0;
    }

    /** One more destination; its address stays where it is. */
    void addDestination(final long address) {
        destinations[destinationCount++] = address;
    }

    int room() {
        return CAPACITY - count;
    }

    /** Appends a frame to all; there must be {@link #room}, and no token before it. */
    void addFrame(final MemorySegment frame, final long offset, final int length) {
        append(frame, offset, length);
        frames = count;
    }

    /** Appends a token to one; there must be {@link #room}. */
    void addToken(final long address, final MemorySegment token, final long offset, final int length) {
        tokenAddresses[count] = address;
        append(token, offset, length);
    }

    /** Whether a token waits: a frame given now would overtake it. */
    boolean hasToken() {
        return count > frames;
    }

    boolean isEmpty() {
        return count == 0;
    }

    private void append(final MemorySegment bytes, final long offset, final int length) {
        MessageHeaders.setIovec(iovecs, (long) count * MessageHeaders.IOVEC_SIZE, bytes, offset, length);
        lengths[count++] = length;
    }

    /** Sends all. What the kernel refuses (a full buffer, no route) is counted and left to the protocol's retransmission. */
    void flush(final int fd) {
        final int runs = planRuns();
        for (int destination = 0; destination < destinationCount; destination++) {
            for (int run = 0; run < runs; run++) {
                addMessage(fd, destinations[destination], runStarts[run], runCounts[run], run);
            }
        }
        groupMessages = toGroup ? messages : 0;
        // Frames and the token behind them leave by one call.
        for (int token = frames; token < count; token++) {
            addMessage(fd, tokenAddresses[token], token, 1, token);
        }
        send(fd);
        clear();
    }

    /** Forgets all. */
    void clear() {
        count = 0;
        frames = 0;
    }

    private int planRuns() {
        int runs = 0;
        int at = 0;
        while (at < frames) {
            final int length = lengths[at];
            int end = at + 1;
            if (length <= segmentLengthMax) {
                int total = length;
                while (end < frames && end - at < SEGMENTS_MAX && lengths[end] <= length && lengths[end - 1] == length
                    && total + lengths[end] <= SEGMENTED_MAX) {
                    total += lengths[end++];
                }
            }
            runStarts[runs] = at;
            runCounts[runs] = end - at;
            if (end - at > 1) {
                final long data = MessageHeaders.setControlHeader(controls, (long) runs * CONTROL_SPACE,
                    SocketOptions.IPPROTO_UDP, SocketOptions.UDP_SEGMENT, Short.BYTES);
                controls.set(ValueLayout.JAVA_SHORT, data, (short) length);
            }
            runs++;
            at = end;
        }
        return runs;
    }

    private void addMessage(final int fd, final long address, final int start, final int iovecCount, final int run) {
        if (messages == MESSAGES) {
            groupMessages = toGroup ? messages : 0;
            send(fd);
        }
        final long header = (long) messages * MessageHeaders.MMSGHDR_SIZE;
        MessageHeaders.setName(vector, header, address, addressLength);
        MessageHeaders.setIovecs(vector, header, iovecs.address() + (long) start * MessageHeaders.IOVEC_SIZE, iovecCount);
        if (iovecCount > 1) {
            MessageHeaders.setControl(vector, header, controls.address() + (long) run * CONTROL_SPACE, CONTROL_SPACE);
        } else {
            MessageHeaders.setControl(vector, header, 0, 0);
        }
        messageRuns[messages] = run;
        messageAddresses[messages] = address;
        messages++;
    }

    private void send(final int fd) {
        int at = 0;
        while (at < messages) {
            final int sent = Sockets.sendmmsg(fd, vector, at, messages - at, FLAGS);
            if (sent > 0) {
                for (int i = at; i < at + sent; i++) {
                    counters.sent += isSegmented(i) ? runCounts[messageRuns[i]] : 1;
                }
                if (at < groupMessages) {
                    counters.continuousSendmsgFailures = 0;
                }
                at += sent;
            } else if (sent != -Errno.EINTR) {
                // The error is that of the first message: deal with it, and go on with the next.
                if (isSegmented(at) && sent != -Errno.EAGAIN && sent != -Errno.ENOBUFS) {
                    sendOneByOne(fd, at);
                } else {
                    counters.sendFailures++;
                    if (at < groupMessages) {
                        counters.continuousSendmsgFailures++;
                    }
                }
                at++;
            }
        }
        messages = 0;
        groupMessages = 0;
    }

    private boolean isSegmented(final int message) {
        return MessageHeaders.controlLength(vector, (long) message * MessageHeaders.MMSGHDR_SIZE) > 0;
    }

    /** The kernel did not take the run as one message: its frames leave as they are, and so do later ones of their length. */
    private void sendOneByOne(final int fd, final int message) {
        final int start = runStarts[messageRuns[message]];
        final int end = start + runCounts[messageRuns[message]];
        segmentLengthMax = Math.min(segmentLengthMax, lengths[start] - 1);
        final long header = (long) message * MessageHeaders.MMSGHDR_SIZE;
        MessageHeaders.setControl(vector, header, 0, 0);
        for (int frame = start; frame < end; frame++) {
            MessageHeaders.setName(vector, header, messageAddresses[message], addressLength);
            MessageHeaders.setIovecs(vector, header, iovecs.address() + (long) frame * MessageHeaders.IOVEC_SIZE, 1);
            if (Sockets.sendmmsg(fd, vector, message, 1, FLAGS) == 1) {
                counters.sent++;
            } else {
                counters.sendFailures++;
            }
        }
    }
}
