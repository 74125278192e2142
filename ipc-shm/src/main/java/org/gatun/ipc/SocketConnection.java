package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;

/**
 * A connection over datagram sockets: requests and responses share one, events have another. The set-up socket is only there to
 * show that the client lives.
 *
 * <p>Every process of the network namespace can send to the abstract name of the request socket, so each request's sender is
 * compared with the connection's user by the kernel's word.
 */
final class SocketConnection extends IpcConnection implements Pollable {
    private static final int WATCHED = Epoll.EPOLLIN | Epoll.EPOLLET;
    private static final int WATCHED_SETUP = Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLET;
    private static final int GONE = Epoll.EPOLLHUP | Epoll.EPOLLRDHUP | Epoll.EPOLLERR;

    private final int setupSocket;
    private final long setupData;
    private final long requestData;
    private final ChannelDirectory directory;
    private final ControlFile control;
    private final DatagramSocket requestSocket;
    private final DatagramSocket eventSocket;
    private boolean mayHaveRequests;

    private SocketConnection(final IpcServer server, final IpcService service, final Peer peer, final int maxMessageSize,
        final int setupSocket, final ChannelDirectory directory, final ControlFile control, final DatagramSocket requestSocket,
        final DatagramSocket eventSocket) {
        super(server, service, peer, maxMessageSize);
        this.setupSocket = setupSocket;
        this.directory = directory;
        this.control = control;
        this.requestSocket = requestSocket;
        this.eventSocket = eventSocket;
        setupData = server.polls().enter(this);
        requestData = server.polls().enter(this::requestsReady);
    }

    /** Makes the sockets and the control file, and fills in the connection response. */
    static SocketConnection create(final IpcServer server, final IpcService service, final Peer peer, final int maxMessageSize,
        final int socket, final MemorySegment response) throws IpcException {
        final ChannelDirectory directory = ChannelDirectory.create(peer, socket);
        final String base = directory.path("qb-" + service.name());
        ControlFile control = null;
        DatagramSocket requestSocket = null;
        try {
            control = ControlFile.create(directory.path("qb-control-" + service.name()), peer.uid(), peer.gid());
            requestSocket = DatagramSocket.open(base + "-request", base + "-response", true, maxMessageSize);
            final DatagramSocket eventSocket = DatagramSocket.open(base + "-event-tx", base + "-event", false, maxMessageSize);
            directory.handOver();
            final SocketConnection connection = new SocketConnection(server, service, peer, maxMessageSize, socket, directory,
                control, requestSocket, eventSocket);
            SetupMessages.putResponse(response, Transport.SOCKET, maxMessageSize, connection.setupData, control.path(), base,
                "");
            return connection;
        } catch (final IpcException e) {
            if (requestSocket != null) {
                requestSocket.close();
            }
            if (control != null) {
                control.closeAndRemove();
            }
            directory.remove();
            throw e;
        }
    }

    @Override
    void watch() {
        server.polls().change(setupSocket, WATCHED_SETUP, setupData);
        server.polls().add(requestSocket.fd(), WATCHED, requestData);
    }

    @Override
    public void ready(final int bits, final long nowNs) {
        if ((bits & GONE) != 0) {
            hungUp();
        }
    }

    private void requestsReady(final int bits, final long nowNs) {
        mayHaveRequests = true;
        serveNow();
    }

    @Override
    void serveRequests(final int most) {
        final MemorySegment message = server.scratch();
        for (int i = 0; i < most && isOpen() && flowControl() == 0; i++) {
            final int length = requestSocket.receiveWithSender(message, maxMessageSize);
            if (length == -Errno.EAGAIN) {
                mayHaveRequests = false;
                return;
            }
            if (length < 0) {
                // ECONNREFUSED: tells of a response that found nobody; the hang-up follows.
                continue;
            }
            if (requestSocket.senderUid() == Integer.toUnsignedLong(uid())) {
                control.received(ControlFile.REQUESTS);
                dispatch(message, length);
            } else {
                statistics().recvRetries++;
            }
        }
    }

    @Override
    void clearWakeUps() {
        // This transport has none.
    }

    @Override
    boolean requestsWaiting() {
        return mayHaveRequests;
    }

    @Override
    int sendResponse(final MemorySegment message, final long offset, final int length) {
        final int rc = requestSocket.send(message, offset, length, null, 0, 0);
        if (rc == 0) {
            control.sent(ControlFile.RESPONSES);
        }
        return rc;
    }

    @Override
    int sendEvent(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final int rc = eventSocket.send(head, headOffset, headLength, body, bodyOffset, bodyLength);
        if (rc == 0) {
            control.sent(ControlFile.EVENTS);
        }
        // The client may not have bound its event socket yet.
        return rc == -Errno.ECONNREFUSED ? -Errno.EAGAIN : rc;
    }

    @Override
    void publishFlowControl(final int value) {
        control.setFlowControl(value);
    }

    @Override
    void hangUp() {
        server.polls().leave(setupData);
        server.polls().leave(requestData);
        server.closeSocket(setupSocket);
        requestSocket.close();
        eventSocket.close();
    }

    @Override
    void release() {
        control.closeAndRemove();
        directory.remove();
    }
}
