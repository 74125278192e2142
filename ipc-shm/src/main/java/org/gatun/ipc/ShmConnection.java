package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Sockets;

/**
 * A connection over three rings. The set-up socket tells of new requests, one byte each, and carries one byte for each event.
 *
 * <p>The socket is watched edge-triggered: how many requests there are is the ring's to tell, so their bytes need not be read one
 * by one but only before they fill the socket. The bytes of all events of a turn are sent at once at its end.
 */
final class ShmConnection extends IpcConnection implements Pollable {
    /** Events of one turn that are not many. */
    private static final int FEW = 3;
    private static final int WATCHED = Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLET;
    private static final int GONE = Epoll.EPOLLHUP | Epoll.EPOLLRDHUP | Epoll.EPOLLERR;
    /** The client's socket holds some 270 single bytes. */
    private static final int DRAIN_AT = 32;
    private static final int FLOW_CONTROL_BYTES = 4;

    private final int socket;
    private final long pollData;
    private final ChannelDirectory directory;
    private final SharedRing requests;
    private final SharedRing responses;
    private final SharedRing events;
    private int servedBytes;
    private int owedBytes;
    private boolean inWake;
    private long turn;
    private int eventsOfTurn;
    private int eventsBefore;
    private boolean isWaitingForRoom;

    private ShmConnection(final IpcServer server, final IpcService service, final Peer peer, final int maxMessageSize,
        final int socket, final ChannelDirectory directory, final SharedRing[] rings) {
        super(server, service, peer, maxMessageSize);
        this.socket = socket;
        this.directory = directory;
        requests = rings[0];
        responses = rings[1];
        events = rings[2];
        pollData = server.polls().enter(this);
    }

    /** Makes the rings and fills in the connection response. */
    static ShmConnection create(final IpcServer server, final IpcService service, final Peer peer, final int maxMessageSize,
        final int socket, final MemorySegment response) throws IpcException {
        final ChannelDirectory directory = ChannelDirectory.create(peer, socket);
        final String[] bases = {directory.path("qb-request-" + service.name()), directory.path("qb-response-" + service.name()),
            directory.path("qb-event-" + service.name())};
        final SharedRing[] rings = new SharedRing[bases.length];
        try {
            for (int i = 0; i < rings.length; i++) {
                rings[i] = SharedRing.create(bases[i], maxMessageSize, FLOW_CONTROL_BYTES, peer.uid(), peer.gid());
            }
            directory.handOver();
        } catch (final IpcException e) {
            for (final SharedRing ring : rings) {
                if (ring != null) {
                    ring.closeAndRemove();
                }
            }
            directory.remove();
            throw e;
        }
        final ShmConnection connection = new ShmConnection(server, service, peer, maxMessageSize, socket, directory, rings);
        SetupMessages.putResponse(response, Transport.SHM, maxMessageSize, connection.pollData, bases[0], bases[1], bases[2]);
        return connection;
    }

    @Override
    void watch() {
        server.polls().change(socket, WATCHED, pollData);
    }

    @Override
    public void ready(final int bits, final long nowNs) {
        if ((bits & Epoll.EPOLLOUT) != 0 && owedBytes > 0) {
            sendOwedBytes();
        }
        if ((bits & GONE) != 0) {
            hungUp();
        } else if ((bits & Epoll.EPOLLIN) != 0) {
            if (!hasRequests()) {
                statistics().recvRetries++;
                drain();
            }
            serveNow();
        }
    }

    @Override
    void serveRequests(final int most) {
        final int available = Math.min(most, Math.min(requests.available(), requests.capacity()));
        int served = 0;
        while (served < available && isOpen() && flowControl() == 0) {
            final int length = requests.peek(0, MemorySegment.NULL);
            if (length < 0) {
                drop(Errno.describe("request", length));
                return;
            }
            if (length == 0) {
                close();
                return;
            }
            if (length > maxMessageSize) {
                drop("request too long: length=" + length);
                return;
            }
            // A copy, because the client can change its ring while the request is checked and handled.
            final MemorySegment copy = server.scratch();
            MemorySegment.copy(requests.data(), requests.payloadOffset(), copy, 0, length);
            requests.reclaim(length);
            dispatch(copy, length);
            served++;
        }
        servedBytes += served;
        if (servedBytes >= DRAIN_AT) {
            drain();
        }
    }

    @Override
    void clearWakeUps() {
        drain();
    }

    @Override
    boolean requestsWaiting() {
        return requests.available() != 0;
    }

    /** Takes bytes out of the socket; more than were served is a client's error without consequence. */
    private void drain() {
        final MemorySegment bytes = server.wakeBytes();
        long count;
        do {
            count = Sockets.recv(socket, bytes, 0, bytes.byteSize(), Sockets.MSG_DONTWAIT);
            if (count == 0) {
                close();
                return;
            }
            servedBytes = (int)Math.max(0, servedBytes - Math.max(0, count));
        } while (count == bytes.byteSize());
        if (count < 0 && count != -Errno.EAGAIN && count != -Errno.EINTR) {
            close();
        }
    }

    @Override
    int sendResponse(final MemorySegment message, final long offset, final int length) {
        if (owedBytes > 0 && !isWaitingForRoom) {
            // Who has the response finds the events that came before it, without waiting for them.
            sendOwedBytes();
        }
        return responses.write(message, offset, length, null, 0, 0);
    }

    @Override
    int sendEvent(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        if (headLength + bodyLength > events.capacity()) {
            return -Errno.EMSGSIZE;
        }
        final int rc = events.write(head, headOffset, headLength, body, bodyOffset, bodyLength);
        if (rc == 0) {
            owedBytes++;
            if (isFirstOfFew() && !isWaitingForRoom) {
                sendOwedBytes();
            } else if (!inWake && !isWaitingForRoom) {
                inWake = true;
                server.wakeLater(this);
            }
        }
        return rc;
    }

    /**
     * Whether this is the first event of its turn, and that before had few: a question and the client's own answer, say. Such a client is
     * told at once, so that it can answer while the engine still works; one that gets many at a time is told of them together.
     */
    private boolean isFirstOfFew() {
        final long now = server.turn();
        if (turn != now) {
            eventsBefore = turn + 1 == now ? eventsOfTurn : 0;
            turn = now;
            eventsOfTurn = 0;
        }
        return ++eventsOfTurn == 1 && eventsBefore <= FEW;
    }

    /** The end of the turn in which events were written. */
    void wake() {
        inWake = false;
        if (isOpen() && owedBytes > 0 && !isWaitingForRoom) {
            sendOwedBytes();
        }
    }

    private void sendOwedBytes() {
        final MemorySegment zeros = server.zeros();
        long sent = 1;
        while (owedBytes > 0 && sent > 0) {
            sent = Sockets.send(socket, zeros, 0, Math.min(owedBytes, zeros.byteSize()),
                Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
            owedBytes -= (int)Math.max(0, sent);
        }
        if (sent < 0 && sent != -Errno.EAGAIN && sent != -Errno.EINTR) {
            // The client is gone; the hang-up that the socket reports ends the connection, after its last requests.
            owedBytes = 0;
        }
        final boolean isWaiting = owedBytes > 0;
        if (isWaiting != isWaitingForRoom) {
            isWaitingForRoom = isWaiting;
            server.polls().change(socket, isWaiting ? WATCHED | Epoll.EPOLLOUT : WATCHED, pollData);
        }
    }

    @Override
    void publishFlowControl(final int value) {
        requests.setFlowControl(value);
    }

    @Override
    void hangUp() {
        server.polls().leave(pollData);
        server.closeSocket(socket);
    }

    @Override
    void release() {
        responses.closeAndRemove();
        events.closeAndRemove();
        requests.closeAndRemove();
        directory.remove();
    }
}
