package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.Processes;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.Sockets;

/**
 * The client's end of one connection to one service, of a Gatun or a C engine, over the transport that the engine chose.
 *
 * <p>Results are ≥ 0 or a negative errno; {@link CsErrors#ofResult} gives the library's error. After -ENOTCONN the connection is
 * of no use but to be closed; once it is closed, every call answers -EBADF. One thread at a time sends requests and receives
 * responses; one, which may be another, receives events. {@link #close} when none of them is inside. Nothing allocates after {@link #connect}.
 */
public final class IpcClient implements AutoCloseable {
    /** What all of corosync's libraries ask for, in bytes. */
    public static final int DEFAULT_MESSAGE_SIZE = 1_048_576;

    private static final int LIVENESS_MS = 2000;
    private static final int SERVER_DEATH_CHECKS = 4;
    private static final int SERVER_DEATH_INTERVAL_MS = 10;

    private final int socket;
    private final int serverPid;
    private final int maxMessageSize;
    private final ClientChannels channels;
    private final PollFd liveness;
    private int flowControlMax = 1;
    private volatile boolean isBroken;
    private volatile boolean isClosed;

    private IpcClient(final int socket, final int serverPid, final int maxMessageSize, final ClientChannels channels) {
        this.socket = socket;
        this.serverPid = serverPid;
        this.maxMessageSize = maxMessageSize;
        this.channels = channels;
        liveness = new PollFd(socket);
    }

    /** As {@link #connect(IpcEndpoint, String, int)} with {@link #DEFAULT_MESSAGE_SIZE}. */
    public static IpcClient connect(final IpcEndpoint endpoint, final String service) throws IpcException {
        return connect(endpoint, service, DEFAULT_MESSAGE_SIZE);
    }

    /**
     * Connects. Waits for the engine's answer.
     *
     * @param maxMessageSize longest message to be sent or received, in bytes; the engine may agree on more
     * @throws IpcException with ECONNREFUSED or ENOENT: nobody listens; EAGAIN: the engine is not ready; EACCES: denied; ENOSYS:
     *     not loaded; ENOTCONN: it closed without an answer
     */
    public static IpcClient connect(final IpcEndpoint endpoint, final String service, final int maxMessageSize)
        throws IpcException {
        final int socket = Sockets.socket(Sockets.AF_UNIX,
            Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC, 0);
        if (socket < 0) {
            throw new IpcException("socket", socket);
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            check("connect to service " + service, Sockets.connect(socket, address, endpoint.address(address, service)));
            final MemorySegment request = arena.allocate(SetupMessages.REQUEST_LENGTH, 8);
            SetupMessages.putRequest(request, Math.max(maxMessageSize, SetupMessages.RESPONSE_LENGTH));
            check("send to service " + service,
                (int)Sockets.send(socket, request, 0, SetupMessages.REQUEST_LENGTH, Sockets.MSG_NOSIGNAL));
            final MemorySegment response = arena.allocate(SetupMessages.RESPONSE_LENGTH, 8);
            receiveAnswer(socket, service, response);
            check("connection to service " + service, ResponseHeader.error(response, 0));
            final MemorySegment credentials = arena.allocate(MessageHeaders.UCRED_SIZE, 4);
            check("SO_PEERCRED", Sockets.peerCredentials(socket, credentials));
            return new IpcClient(socket, credentials.get(ValueLayout.JAVA_INT, 0), SetupMessages.agreedSize(response),
                openChannels(socket, response));
        } catch (final IpcException e) {
            Files.close(socket);
            throw e;
        }
    }

    private static void receiveAnswer(final int socket, final String service, final MemorySegment response) throws IpcException {
        final PollFd poll = new PollFd(socket);
        int received = 0;
        while (received < SetupMessages.RESPONSE_LENGTH) {
            poll.poll(Files.POLLIN, -1);
            final long count = Sockets.recv(socket, response, received, SetupMessages.RESPONSE_LENGTH - received,
                Sockets.MSG_DONTWAIT);
            if (count == 0 || count == -Errno.ECONNRESET) {
                throw new IpcException("answer of service " + service, -Errno.ENOTCONN);
            }
            if (count < 0 && count != -Errno.EAGAIN && count != -Errno.EINTR) {
                throw new IpcException("answer of service " + service, (int)count);
            }
            received += (int)Math.max(0, count);
        }
    }

    private static ClientChannels openChannels(final int socket, final MemorySegment response) throws IpcException {
        final int type = SetupMessages.connectionType(response);
        if (type == Transport.SHM.number()) {
            return ShmChannels.open(socket, response);
        }
        if (type == Transport.SOCKET.number()) {
            return SocketChannels.open(socket, response);
        }
        throw new IpcException("transport of the connection: type=" + type, -Errno.EOPNOTSUPP);
    }

    private static void check(final String what, final int result) throws IpcException {
        if (result < 0) {
            throw new IpcException(what, result);
        }
    }

    /** The agreed limit of a message, in bytes. */
    public int maxMessageSize() {
        return maxMessageSize;
    }

    /** The engine's process id, 0 if it is not in this pid namespace. */
    public int serverPid() {
        return serverPid;
    }

    /** For an application's own poll loop: readable when there are events, or when the engine is gone. */
    public int fd() {
        return channels.fd();
    }

    /** Whether no call has found the connection broken. */
    public boolean isConnected() {
        return !isBroken;
    }

    /**
     * Up to which value of the engine's flow control requests are refused with -EAGAIN: 1 (default), or 2 to be told of a
     * synchronisation or a full send queue where other requests would wait in the ring.
     */
    public void setFlowControlMax(final int max) {
        if (max < 1 || max > 2) {
            throw new IllegalArgumentException("flow control maximum out of range 1..2: max=" + max);
        }
        flowControlMax = max;
    }

    /**
     * Sends a request of two parts without waiting for an answer; the second may be {@code null} with length 0.
     *
     * @return 0; -EAGAIN = flow control or no room, nothing was sent; -EMSGSIZE; -ENOTCONN
     */
    public int send(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final long length = (long)headLength + bodyLength;
        if (isClosed) {
            return -Errno.EBADF;
        }
        if (length > maxMessageSize || length < RequestHeader.LENGTH) {
            return -Errno.EMSGSIZE;
        }
        final int flowControl = channels.flowControl();
        if (flowControl < 0) {
            return broken(flowControl);
        }
        if (flowControl > 0 && flowControl <= flowControlMax) {
            return -Errno.EAGAIN;
        }
        return broken(channels.send(head, headOffset, headLength, body, bodyOffset, bodyLength));
    }

    /**
     * Sends a request and waits for the answer as long as the engine lives.
     *
     * @return length of the response, at least 24; or what {@link #send} and {@link #receiveResponse} answer
     */
    public int call(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength, final MemorySegment response, final long responseOffset,
        final int responseCapacity) {
        final int rc = send(head, headOffset, headLength, body, bodyOffset, bodyLength);
        return rc < 0 ? rc : receiveResponse(response, responseOffset, responseCapacity);
    }

    /**
     * Waits for a response as long as the engine lives.
     *
     * @return its length, at least 24; -ENOBUFS = longer than {@code capacity}, and it stays there; -EBADMSG; -ENOTCONN
     */
    public int receiveResponse(final MemorySegment response, final long offset, final int capacity) {
        while (true) {
            final int length = channels.receiveResponse(response, offset, capacity, LIVENESS_MS);
            if (length >= 0) {
                return length >= ResponseHeader.LENGTH ? length : broken(-Errno.EBADMSG);
            }
            if (length != -Errno.ETIMEDOUT && length != -Errno.EAGAIN) {
                return broken(length);
            }
            if (liveness.isGone()) {
                return broken(-Errno.ENOTCONN);
            }
        }
    }

    /**
     * The oldest event, which stays where it is until {@link #releaseEvent}: at {@link #eventOffset} of {@link #eventSegment}.
     *
     * @param timeoutMs 0 does not wait, -1 waits as long as the engine lives
     * @return its length; -EAGAIN = none in time; -ENOTCONN, after the last event was received; -EBADMSG
     */
    public int peekEvent(final int timeoutMs) {
        return isClosed ? -Errno.EBADF : broken(channels.peekEvent(timeoutMs));
    }

    /** See {@link #peekEvent}. */
    public MemorySegment eventSegment() {
        return channels.eventSegment();
    }

    /** See {@link #peekEvent}; a multiple of 4. */
    public long eventOffset() {
        return channels.eventOffset();
    }

    /** Gives the space of the peeked event back; once for each event. */
    public void releaseEvent() {
        channels.releaseEvent();
    }

    private int broken(final int result) {
        if (result < 0) {
            switch (-result) {
                case Errno.EAGAIN, Errno.ETIMEDOUT, Errno.EINTR, Errno.EMSGSIZE, Errno.ENOMSG, Errno.EINVAL, Errno.ENOBUFS -> {
                    return result;
                }
                default -> isBroken = true;
            }
        }
        return result;
    }

    /** Ends the connection. If the engine died without cleaning up, its files are removed. A second call does nothing. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isBroken |= liveness.isGone();
        channels.close(isBroken && isServerDead());
        Sockets.shutdown(socket, Sockets.SHUT_RDWR);
        Files.close(socket);
    }

    private boolean isServerDead() {
        for (int i = 0; i < SERVER_DEATH_CHECKS; i++) {
            if (serverPid <= 0 || Processes.kill(serverPid, 0) == -Errno.ESRCH) {
                return true;
            }
            try {
                Thread.sleep(SERVER_DEATH_INTERVAL_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
