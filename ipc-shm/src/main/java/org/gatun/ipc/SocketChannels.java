package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;

/** The client's end of the socket transport: requests and responses share a socket, events have another. */
final class SocketChannels implements ClientChannels {
    private final ControlFile control;
    private final DatagramSocket requestSocket;
    private final DatagramSocket eventSocket;
    private final PollFd responsePoll;
    private final PollFd eventPoll;
    private final PollFd setupPoll;
    private final MemorySegment event;
    private int eventLength = -Errno.EAGAIN;

    private SocketChannels(final int setupSocket, final int maxMessageSize, final ControlFile control,
        final DatagramSocket requestSocket, final DatagramSocket eventSocket) {
        this.control = control;
        this.requestSocket = requestSocket;
        this.eventSocket = eventSocket;
        responsePoll = new PollFd(requestSocket.fd());
        eventPoll = new PollFd(eventSocket.fd());
        setupPoll = new PollFd(setupSocket);
        event = Arena.ofAuto().allocate(maxMessageSize, 8);
    }

    /** Opens what the connection response names. */
    static SocketChannels open(final int setupSocket, final MemorySegment response) throws IpcException {
        final int size = SetupMessages.agreedSize(response);
        final String base = SetupMessages.responseName(response);
        final ControlFile control = ControlFile.open(SetupMessages.requestName(response));
        DatagramSocket requestSocket = null;
        DatagramSocket eventSocket = null;
        try {
            requestSocket = DatagramSocket.open(base + "-response", base + "-request", false, size);
            connect(requestSocket, base + "-request");
            eventSocket = DatagramSocket.open(base + "-event", base + "-event-tx", false, size);
            connect(eventSocket, base + "-event-tx");
            return new SocketChannels(setupSocket, size, control, requestSocket, eventSocket);
        } catch (final IpcException e) {
            if (requestSocket != null) {
                requestSocket.close();
            }
            if (eventSocket != null) {
                eventSocket.close();
            }
            control.closeAndRemove();
            throw e;
        }
    }

    private static void connect(final DatagramSocket socket, final String name) throws IpcException {
        final int rc = socket.connect();
        if (rc < 0) {
            throw new IpcException("connect @" + name, rc);
        }
    }

    @Override
    public int flowControl() {
        return control.flowControl();
    }

    @Override
    public int send(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final int rc = requestSocket.send(head, headOffset, headLength, body, bodyOffset, bodyLength);
        if (rc == 0) {
            control.sent(ControlFile.REQUESTS);
        }
        return rc == -Errno.ECONNREFUSED ? -Errno.ENOTCONN : rc;
    }

    @Override
    public int receiveResponse(final MemorySegment buffer, final long offset, final int capacity, final int timeoutMs) {
        if (responsePoll.poll(Files.POLLIN, timeoutMs) == 0) {
            return -Errno.ETIMEDOUT;
        }
        final int length = requestSocket.receive(buffer, offset, capacity);
        if (length == 0 || length == -Errno.ECONNREFUSED) {
            return -Errno.ENOTCONN;
        }
        if (length > 0) {
            control.received(ControlFile.RESPONSES);
        }
        return length;
    }

    @Override
    public int peekEvent(final int timeoutMs) {
        if (eventLength >= 0) {
            return eventLength;
        }
        eventLength = receiveEvent();
        long leftMs = timeoutMs;
        while (eventLength == -Errno.EAGAIN && leftMs != 0) {
            // The hang-up shows on the set-up socket, not here: looked for once a second.
            final int sliceMs = leftMs < 0 ? 1000 : (int)Math.min(leftMs, 1000);
            if (eventPoll.poll(Files.POLLIN, sliceMs) == 0) {
                leftMs = leftMs < 0 ? leftMs : leftMs - sliceMs;
                if (setupPoll.isGone()) {
                    return -Errno.ENOTCONN;
                }
            }
            eventLength = receiveEvent();
        }
        return eventLength == -Errno.EAGAIN && setupPoll.isGone() ? -Errno.ENOTCONN : eventLength;
    }

    private int receiveEvent() {
        final int length = eventSocket.receive(event, 0, (int)event.byteSize());
        if (length > 0) {
            control.received(ControlFile.EVENTS);
        }
        return length == 0 || length == -Errno.ECONNREFUSED ? -Errno.ENOTCONN : length;
    }

    @Override
    public MemorySegment eventSegment() {
        return event;
    }

    @Override
    public long eventOffset() {
        return 0;
    }

    @Override
    public void releaseEvent() {
        eventLength = -Errno.EAGAIN;
    }

    @Override
    public int fd() {
        return eventSocket.fd();
    }

    @Override
    public void close(final boolean serverDied) {
        final String path = control.path();
        control.closeAndRemove();
        Files.rmdir(path.substring(0, path.lastIndexOf('/')));
        requestSocket.close();
        eventSocket.close();
    }
}
