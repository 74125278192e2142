package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/** An accepted socket until its connection request of 24 bytes is complete and answered. */
final class Handshake implements Pollable {
    private static final long TIMEOUT_NS = 10_000_000_000L;
    /** A client may ask for any size; its rings are that big, three times. */
    private static final int MAX_MESSAGE_SIZE = 16 * 1024 * 1024;
    private static final int MIN_MESSAGE_SIZE = SetupMessages.RESPONSE_LENGTH;

    private final IpcServer server;
    private final IpcService service;
    private final int socket;
    private final long pollData;
    private final long deadlineNs;
    private final byte[] request = new byte[SetupMessages.REQUEST_LENGTH];
    private int received;
    private Peer peer;

    Handshake(final IpcServer server, final IpcService service, final int socket, final long nowNs) {
        this.server = server;
        this.service = service;
        this.socket = socket;
        deadlineNs = nowNs + TIMEOUT_NS;
        pollData = server.polls().enter(this);
    }

    /** Has the socket watched; {@code false} when that is not possible. */
    boolean watch() {
        return server.polls().add(socket, Epoll.EPOLLIN, pollData) == 0;
    }

    boolean belongsTo(final IpcService other) {
        return service == other;
    }

    boolean isOverdue(final long nowNs) {
        return deadlineNs - nowNs < 0;
    }

    @Override
    public void ready(final int events, final long nowNs) {
        final SetupBuffers buffers = server.setupBuffers();
        final long count = buffers.receive(socket, SetupMessages.REQUEST_LENGTH - received);
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return;
        }
        if (count <= 0) {
            close();
            return;
        }
        MemorySegment.copy(buffers.request(), ValueLayout.JAVA_BYTE, 0, request, received, (int)count);
        received += (int)count;
        if (peer == null) {
            peer = buffers.peer();
            if (peer == null) {
                close();
                return;
            }
        }
        if (received == request.length) {
            answer(buffers);
        }
    }

    private void answer(final SetupBuffers buffers) {
        Sockets.setsockopt(socket, SocketOptions.SOL_SOCKET, SocketOptions.SO_PASSCRED, 0);
        final MemorySegment message = MemorySegment.ofArray(request);
        if (RequestHeader.id(message, 0) != SetupMessages.AUTHENTICATE) {
            close();
            return;
        }
        final int accepted = service.handler().accept(peer.pid(), peer.uid(), peer.gid());
        final int size = SetupMessages.requestedSize(message);
        if (accepted < 0) {
            refuse(buffers, accepted);
        } else if (size < 0 || size > MAX_MESSAGE_SIZE) {
            server.reports().failed(service.name(), "absurd message size: pid=" + peer.pid() + ", size="
                + Integer.toUnsignedString(size));
            refuse(buffers, -Errno.EMSGSIZE);
        } else {
            connect(buffers, Math.max(size, MIN_MESSAGE_SIZE));
        }
    }

    private void connect(final SetupBuffers buffers, final int size) {
        server.ensureScratch(size);
        final IpcConnection connection;
        try {
            connection = server.transport() == Transport.SHM
                ? ShmConnection.create(server, service, peer, size, socket, buffers.response())
                : SocketConnection.create(server, service, peer, size, socket, buffers.response());
        } catch (final IpcException e) {
            server.reports().failed(service.name(), "connection of pid " + peer.pid() + ": " + e.getMessage());
            refuse(buffers, -e.errno());
            return;
        }
        leave();
        if (buffers.sendResponse(socket)) {
            server.connected(connection);
        } else {
            connection.close();
        }
    }

    private void refuse(final SetupBuffers buffers, final int error) {
        SetupMessages.putRefusal(buffers.response(), error);
        buffers.sendResponse(socket);
        close();
    }

    private void leave() {
        server.polls().leave(pollData);
        server.handshakeEnded(this);
    }

    /** Ends it without an answer. */
    void close() {
        leave();
        server.closeSocket(socket);
    }
}
