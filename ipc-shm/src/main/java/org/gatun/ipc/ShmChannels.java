package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Clock;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Sockets;

/**
 * The client's end of the three rings. Events are taken from the ring without a system call while there are any; the bytes that
 * came with them are read from the socket in one go, at the latest when the ring is empty.
 */
final class ShmChannels implements ClientChannels {
    private static final int FLOW_CONTROL_BYTES = 4;
    private static final int CONNECTED_REFERENCES = 2;
    private static final int WAKE_BYTES = 256;
    /** The server's socket holds some 270 single bytes. */
    private static final int DRAIN_AT = 64;
    private static final int SEND_RETRY_MS = 10;

    private final int socket;
    private final String directory;
    private final SharedRing requests;
    private final SharedRing responses;
    private final SharedRing events;
    private final PollFd sendPoll;
    private final PollFd eventPoll;
    private final MemorySegment wakeByte = Arena.ofAuto().allocate(1);
    private final MemorySegment wakeBytes = Arena.ofAuto().allocate(WAKE_BYTES);
    private final MemorySegment deadline = Arena.ofAuto().allocate(Clock.TIMESPEC_SIZE, 8);
    private int eventLength;
    private int takenBytes;

    private ShmChannels(final int socket, final String directory, final SharedRing requests, final SharedRing responses,
        final SharedRing events) {
        this.socket = socket;
        this.directory = directory;
        this.requests = requests;
        this.responses = responses;
        this.events = events;
        sendPoll = new PollFd(socket);
        eventPoll = new PollFd(socket);
    }

    /** Opens what the connection response names. */
    static ShmChannels open(final int socket, final MemorySegment response) throws IpcException {
        final int size = SetupMessages.agreedSize(response);
        final String requestBase = SetupMessages.requestName(response);
        final SharedRing requests = SharedRing.open(requestBase, size, FLOW_CONTROL_BYTES, true);
        SharedRing responses = null;
        try {
            responses = SharedRing.open(SetupMessages.responseName(response), size, 0, false);
            final SharedRing events = SharedRing.open(SetupMessages.eventName(response), size, 0, false);
            return new ShmChannels(socket, requestBase.substring(0, requestBase.lastIndexOf('/')), requests, responses, events);
        } catch (final IpcException e) {
            requests.close();
            if (responses != null) {
                responses.close();
            }
            throw e;
        }
    }

    @Override
    public int flowControl() {
        return requests.refCount() == CONNECTED_REFERENCES ? requests.flowControl() : -Errno.ENOTCONN;
    }

    @Override
    public int send(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final int rc = requests.write(head, headOffset, headLength, body, bodyOffset, bodyLength);
        return rc < 0 ? rc : sendWakeByte();
    }

    private int sendWakeByte() {
        while (true) {
            final long sent = Sockets.send(socket, wakeByte, 0, 1, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
            if (sent == 1) {
                return 0;
            }
            if (sent == -Errno.EAGAIN) {
                // The request is in the ring: without its byte the server may never see it.
                sendPoll.poll(Files.POLLOUT, SEND_RETRY_MS);
            } else if (sent != -Errno.EINTR) {
                return -Errno.ENOTCONN;
            }
        }
    }

    @Override
    public int receiveResponse(final MemorySegment buffer, final long offset, final int capacity, final int timeoutMs) {
        final int length = responses.peek(timeoutMs, deadline);
        if (length < 0) {
            return length;
        }
        if (length > capacity) {
            responses.putBack();
            return -Errno.ENOBUFS;
        }
        MemorySegment.copy(responses.data(), responses.payloadOffset(), buffer, offset, length);
        responses.reclaim(length);
        return length;
    }

    @Override
    public int peekEvent(final int timeoutMs) {
        eventLength = events.peek(0, MemorySegment.NULL);
        while (eventLength == -Errno.EAGAIN) {
            drain();
            final int bits = eventPoll.poll(Files.POLLIN, timeoutMs);
            eventLength = events.peek(0, MemorySegment.NULL);
            if (eventLength == -Errno.EAGAIN) {
                if (PollFd.isGone(bits)) {
                    return -Errno.ENOTCONN;
                }
                if (bits == 0) {
                    return -Errno.EAGAIN;
                }
                // Bytes of events that were taken before, or one too many: it would wake us for ever.
                takenBytes = Math.max(1, takenBytes);
            }
        }
        return eventLength;
    }

    private void drain() {
        while (takenBytes > 0) {
            final long count = Sockets.recv(socket, wakeBytes, 0, Math.min(takenBytes, WAKE_BYTES), Sockets.MSG_DONTWAIT);
            if (count <= 0) {
                return;
            }
            takenBytes -= (int)count;
        }
    }

    @Override
    public MemorySegment eventSegment() {
        return events.data();
    }

    @Override
    public long eventOffset() {
        return events.payloadOffset();
    }

    @Override
    public void releaseEvent() {
        events.reclaim(eventLength);
        if (++takenBytes >= DRAIN_AT) {
            drain();
        }
    }

    @Override
    public int fd() {
        return socket;
    }

    @Override
    public void close(final boolean serverDied) {
        if (serverDied) {
            requests.forceClose();
            responses.forceClose();
            events.forceClose();
            Files.rmdir(directory);
        } else {
            requests.close();
            responses.close();
            events.close();
        }
    }
}
