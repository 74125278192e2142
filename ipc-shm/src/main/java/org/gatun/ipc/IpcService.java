package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/** A service that clients can connect to: a listening socket and its connections. Only for the server's thread. */
public final class IpcService implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final int ACCEPTED_AT_ONCE = 16;
    private static final int SOCKET_FILE_MODE = 0777;

    private final IpcServer server;
    private final String name;
    private final IpcHandler handler;
    private final Path socketFile;
    private final int socket;
    private final long pollData;
    private final ConnectionList<IpcConnection> connections = new ConnectionList<>();
    private IpcRate rate = IpcRate.NORMAL;
    private boolean isOpen = true;

    IpcService(final IpcServer server, final IpcEndpoint endpoint, final String name, final IpcHandler handler)
        throws IpcException {
        this.server = server;
        this.name = name;
        this.handler = handler;
        socketFile = endpoint.socketFile(name);
        socket = listen(endpoint);
        pollData = server.polls().enter(this::acceptReady);
        watch();
    }

    private int listen(final IpcEndpoint endpoint) throws IpcException {
        final int fd = check("socket", Sockets.socket(Sockets.AF_UNIX,
            Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            // Before a client can send: the kernel adds credentials only to what is sent afterwards.
            check("SO_PASSCRED", Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PASSCRED, 1));
            if (socketFile != null) {
                Files.unlink(socketFile.toString());
            }
            final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            check("bind", Sockets.bind(fd, address, endpoint.address(address, name)));
            if (socketFile != null) {
                check("chmod", Files.chmod(socketFile.toString(), SOCKET_FILE_MODE));
            }
            check("listen", Sockets.listen(fd, BACKLOG));
            return fd;
        } catch (final IpcException e) {
            Files.close(fd);
            throw e;
        }
    }

    private int check(final String call, final int result) throws IpcException {
        if (result < 0) {
            throw new IpcException(call + " of service " + name, result);
        }
        return result;
    }

    void watch() {
        server.polls().add(socket, Epoll.EPOLLIN, pollData);
    }

    public String name() {
        return name;
    }

    IpcHandler handler() {
        return handler;
    }

    public IpcRate rate() {
        return rate;
    }

    /** How fast requests are read, and what the clients of all present connections are told. Later ones start unhindered. */
    public void setRate(final IpcRate newRate) {
        rate = newRate;
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).setFlowControl(newRate.flowControl());
        }
    }

    public int connectionCount() {
        return connections.size();
    }

    /** Calls for each connection, the oldest first; the action must not end any. */
    public void forEachConnection(final Consumer<? super IpcConnection> action) {
        for (int i = 0; i < connections.size(); i++) {
            action.accept(connections.get(i));
        }
    }

    private void acceptReady(final int events, final long nowNs) {
        for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
            final int fd = Sockets.accept4(socket, Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC);
            if (fd == -Errno.EAGAIN) {
                return;
            }
            if (fd >= 0) {
                Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PASSCRED, 1);
                server.accepted(this, fd, nowNs);
            } else if (fd != -Errno.EINTR && fd != -Errno.ECONNABORTED) {
                // Short of descriptors or memory: the clients wait in the backlog, and we would be called without end.
                server.reports().failed(name, Errno.describe("accept", fd));
                server.polls().remove(socket);
                server.paused(this, nowNs);
                return;
            }
        }
    }

    void add(final IpcConnection connection) {
        connections.add(connection);
        server.joined();
    }

    void remove(final IpcConnection connection) {
        connections.remove(connection);
        server.parted();
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Withdraws the service: nobody can connect, and all its connections end; their clients see a hang-up. */
    @Override
    public void close() {
        if (!isOpen) {
            return;
        }
        isOpen = false;
        server.polls().leave(pollData);
        Sockets.shutdown(socket, Sockets.SHUT_RDWR);
        Files.close(socket);
        if (socketFile != null) {
            Files.unlink(socketFile.toString());
        }
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).close();
        }
        server.closed(this);
    }
}
