package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/**
 * One of the socket transport's abstract datagram sockets, bound to its own name and connected to the other end's when that is
 * there. Messages are one datagram each. One thread.
 */
final class DatagramSocket {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment message = arena.allocate(MessageHeaders.MSGHDR_SIZE, 8);
    private final MemorySegment iovecs = arena.allocate(2 * MessageHeaders.IOVEC_SIZE, 8);
    private final MemorySegment control = arena.allocate(MessageHeaders.controlSpace(MessageHeaders.UCRED_SIZE), 8);
    private final String peerName;
    private final int fd;
    private boolean connected;

    private DatagramSocket(final int fd, final String peerName) {
        this.fd = fd;
        this.peerName = peerName;
    }

    /**
     * @param passCredentials whether each datagram tells its sender's credentials
     * @param maxMessageSize the buffers are made to hold at least one such message, as far as the system allows
     */
    static DatagramSocket open(final String name, final String peerName, final boolean passCredentials,
        final int maxMessageSize) throws IpcException {
        final int fd = Sockets.socket(Sockets.AF_UNIX,
            Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new IpcException("socket", fd);
        }
        if (passCredentials) {
            Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PASSCRED, 1);
        }
        widen(fd, SocketOptions.SO_SNDBUF, SocketOptions.SO_SNDBUFFORCE, maxMessageSize);
        widen(fd, SocketOptions.SO_RCVBUF, SocketOptions.SO_RCVBUFFORCE, maxMessageSize);
        final DatagramSocket socket = new DatagramSocket(fd, peerName);
        final MemorySegment address = socket.arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
        final int rc = Sockets.bind(fd, address, SocketAddresses.setUnixAbstract(address, 0, name));
        if (rc < 0) {
            socket.close();
            throw new IpcException("bind @" + name, rc);
        }
        return socket;
    }

    private static void widen(final int fd, final int option, final int force, final int size) {
        if (Sockets.getsockoptInt(fd, SocketOptions.SOL_SOCKET, option) <= size
            && Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, force, size) < 0) {
            // Cut to the system's limit without the right to force it; longer messages then fail with EMSGSIZE.
            Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, option, size);
        }
    }

    int fd() {
        return fd;
    }

    /** 0; -ECONNREFUSED: the other end has not bound its name yet, or has closed. */
    int connect() {
        if (connected) {
            return 0;
        }
        final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
        final int rc = Sockets.connect(fd, address, SocketAddresses.setUnixAbstract(address, 0, peerName));
        connected = rc == 0;
        return rc;
    }

    /** Sends one datagram of two parts: 0, -EAGAIN = the other end's queue is full, -ECONNREFUSED, -EMSGSIZE. */
    int send(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final int rc = connect();
        if (rc < 0) {
            return rc;
        }
        MessageHeaders.setIovec(iovecs, 0, head.address() + headOffset, headLength);
        if (bodyLength > 0) {
            MessageHeaders.setIovec(iovecs, MessageHeaders.IOVEC_SIZE, body.address() + bodyOffset, bodyLength);
        }
        MessageHeaders.setName(message, 0, 0, 0);
        MessageHeaders.setIovecs(message, 0, iovecs.address(), bodyLength > 0 ? 2 : 1);
        MessageHeaders.setControl(message, 0, 0, 0);
        final long sent = Sockets.sendmsg(fd, message, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        // ENOBUFS: no memory in the kernel now.
        return sent >= 0 ? 0 : sent == -Errno.ENOBUFS || sent == -Errno.EINTR ? -Errno.EAGAIN : (int)sent;
    }

    /** Receives one datagram; longer ones are cut. Bytes, or -EAGAIN. */
    int receive(final MemorySegment buffer, final long offset, final int capacity) {
        final long count = Sockets.recv(fd, buffer, offset, capacity, Sockets.MSG_DONTWAIT);
        return (int)count;
    }

    /** As {@link #receive}; {@link #senderUid} then tells who sent it. */
    int receiveWithSender(final MemorySegment buffer, final int capacity) {
        MessageHeaders.setIovec(iovecs, 0, buffer.address(), capacity);
        MessageHeaders.setName(message, 0, 0, 0);
        MessageHeaders.setIovecs(message, 0, iovecs.address(), 1);
        MessageHeaders.setControl(message, 0, control.address(), control.byteSize());
        return (int)Sockets.recvmsg(fd, message, Sockets.MSG_DONTWAIT);
    }

    /** The user id of the last datagram's sender as an unsigned number, -1 if the kernel did not tell. */
    long senderUid() {
        final long at = MessageHeaders.findControl(control, MessageHeaders.controlLength(message, 0), SocketOptions.SOL_SOCKET,
            MessageHeaders.SCM_CREDENTIALS, MessageHeaders.UCRED_SIZE);
        return at < 0 ? -1 : Integer.toUnsignedLong(control.get(java.lang.foreign.ValueLayout.JAVA_INT, at + 4));
    }

    void close() {
        Files.close(fd);
    }
}
