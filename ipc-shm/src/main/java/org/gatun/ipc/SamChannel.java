package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.SamMessages;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.Sockets;

/**
 * Either end of the stream between a supervised program and its supervisor: whole messages of {@link SamMessages}. Any thread sends; one
 * receives, and it alone may {@link #close}. Not NIO's channels: a thread that is interrupted would close them.
 */
public final class SamChannel implements AutoCloseable {
    private static final int MESSAGE_MAX = ResponseHeader.LENGTH + SamMessages.DATA_MAX;
    private static final int BUFFER_SIZE = 65_536;
    private static final int BACKLOG = 8;

    private final int socket;
    private final int peerPid;
    private final MemorySegment input = Arena.ofAuto().allocate(BUFFER_SIZE, 8);
    private final MemorySegment output = Arena.ofAuto().allocate(BUFFER_SIZE, 8);
    /** Held where the socket must stay open, but by a sender, who may wait for the other end. */
    private final Object closing = new Object();
    private volatile boolean isClosed;

    private SamChannel(final int socket, final int peerPid) {
        this.socket = socket;
        this.peerPid = peerPid;
    }

    /** A socket that listens at an abstract name, for {@link #accept}. */
    public static int listen(final String name) throws IpcException {
        return make(name, (socket, address) -> {
            final int rc = Sockets.bind(socket, address, SocketAddresses.SOCKADDR_UN_SIZE);
            return rc < 0 ? rc : Sockets.listen(socket, BACKLOG);
        });
    }

    /** Waits for the next program that connects to a listening socket; {@code null} when the attempt failed. */
    public static SamChannel accept(final int listener) {
        final int socket = Sockets.accept4(listener, Sockets.SOCK_CLOEXEC);
        return socket < 0 ? null : of(socket);
    }

    /** Connects to the supervisor at an abstract name. */
    public static SamChannel connect(final String name) throws IpcException {
        return of(make(name, (socket, address) -> Sockets.connect(socket, address, SocketAddresses.SOCKADDR_UN_SIZE)));
    }

    /** A step with a new socket and an address; ≥ 0 or a negative errno. */
    private interface Step {
        int run(int socket, MemorySegment address);
    }

    private static int make(final String name, final Step step) throws IpcException {
        final int socket = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM | Sockets.SOCK_CLOEXEC, 0);
        int rc = socket;
        if (rc >= 0) {
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
                SocketAddresses.setUnixAbstract(address, 0, name);
                rc = step.run(socket, address);
            }
            if (rc < 0) {
                Files.close(socket);
            }
        }
        if (rc < 0) {
            throw new IpcException("socket of the supervisor @" + name, rc);
        }
        return socket;
    }

    private static SamChannel of(final int socket) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment credentials = arena.allocate(MessageHeaders.UCRED_SIZE, 4);
            Errno.check("SO_PEERCRED", Sockets.peerCredentials(socket, credentials));
            return new SamChannel(socket, credentials.get(ValueLayout.JAVA_INT, 0));
        }
    }

    /** The process that made the other end; 0 when it is in a pid namespace that cannot be seen from here. */
    public int peerPid() {
        return peerPid;
    }

    /** Sends a message, on heap or not; waits until the other end has room; {@code false}: it is gone. */
    public synchronized boolean send(final MemorySegment message) {
        for (long sent = 0; sent < message.byteSize();) {
            final long length = Math.min(message.byteSize() - sent, BUFFER_SIZE);
            MemorySegment.copy(message, sent, output, 0, length);
            long done = 0;
            while (done < length) {
                final long rc = isClosed ? -Errno.EPIPE : Sockets.send(socket, output, done, length - done, Sockets.MSG_NOSIGNAL);
                if (rc < 0 && rc != -Errno.EINTR) {
                    return false;
                }
                done += Math.max(0, rc);
            }
            sent += length;
        }
        return true;
    }

    /** Waits for the next message, of its own memory; {@code null}: the other end is gone or sent no message. */
    public MemorySegment receive() {
        final MemorySegment header = MemorySegment.ofArray(new byte[RequestHeader.LENGTH]);
        if (!fill(header, 0)) {
            return null;
        }
        final int size = RequestHeader.size(header, 0);
        if (size < RequestHeader.LENGTH || size > MESSAGE_MAX) {
            return null;
        }
        final MemorySegment message = MemorySegment.ofArray(new byte[size]);
        MemorySegment.copy(header, 0, message, 0, RequestHeader.LENGTH);
        return fill(message, RequestHeader.LENGTH) ? message : null;
    }

    private boolean fill(final MemorySegment message, final int start) {
        for (long at = start; at < message.byteSize();) {
            final long length = Math.min(message.byteSize() - at, BUFFER_SIZE);
            final long rc = isClosed ? 0 : Sockets.recv(socket, input, 0, length, 0);
            if (rc == 0 || rc < 0 && rc != -Errno.EINTR) {
                return false;
            }
            if (rc > 0) {
                MemorySegment.copy(input, 0, message, at, rc);
                at += rc;
            }
        }
        return true;
    }

    /** Ends both directions: {@link #receive} still hands over what has come, then {@code null}. Any thread; never waits. */
    public void shutdown() {
        synchronized (closing) {
            if (!isClosed) {
                Sockets.shutdown(socket, Sockets.SHUT_RDWR);
            }
        }
    }

    /** A second call does nothing. */
    @Override
    public synchronized void close() {
        synchronized (closing) {
            if (!isClosed) {
                isClosed = true;
                Files.close(socket);
            }
        }
    }
}
