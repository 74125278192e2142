package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.gatun.engine.transport.udp.InterfaceLookup.LocalInterface;
import org.gatun.natives.linux.SocketAddresses;

/**
 * {@code transport: udp}: multicasts go once to a group (or to 255.255.255.255), tokens to one member.
 * <pre>
 *  socket     bound to                       use
 *  multicast  group : mcastport              receives multicasts
 *  token      local address : mcastport      receives tokens
 *  send       local address : mcastport - 1  sends both
 * </pre>
 * A token can overtake on another socket the multicasts sent before it: {@link #receiveMulticasts} makes up for that. Own
 * multicasts do not come back (multicast loop is off); own broadcasts do, and are dropped here.
 */
final class MulticastTransport extends SocketTransport {
    private static final int BUFFER = 16 * 65_536;
    /** Batches that {@link #receiveMulticasts} reads at most: no flood keeps the token waiting for ever. */
    private static final int FLUSH_BATCHES = 64;

    private final ReceiveBatch multicasts = new ReceiveBatch(arena);
    private final ReceiveBatch tokens = new ReceiveBatch(arena);
    private final MemorySegment group = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
    private final MemberTable self = new MemberTable(arena, parameters.port());
    private final InetAddress groupAddress;
    private int groupLength;
    private int multicastFd = -1;
    private int tokenFd = -1;
    private int sendFd = -1;
    private boolean handlingMulticasts;

    MulticastTransport(final UdpTransportParameters parameters, final InterfaceLookup interfaces) {
        super(parameters, interfaces);
        this.groupAddress = isBroadcast() ? everybody() : parameters.multicastAddress();
    }

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        queue(segment, offset, length);
    }

    @Override
    void nameDestinations(final SendBatch batch) {
        batch.begin(groupLength, true);
        batch.addDestination(group.address());
    }

    @Override
    public void receiveMulticasts() {
        // While a batch of multicasts is being handed over, the rest of it and of the socket follows anyway.
        if (isOpen() && !handlingMulticasts) {
            for (int i = 0; i < FLUSH_BATCHES && isOpen(); i++) {
                if (receiveGroup(lastNowNs()) == 0) {
                    return;
                }
            }
        }
    }

    @Override
    public boolean discardPending() {
        return isOpen() && discard(multicasts, multicastFd);
    }

    @Override
    int receiveAll(final long nowNs) {
        final int taken = receiveGroup(nowNs);
        return isOpen() ? taken + receiveBatch(tokens, tokenFd, nowNs) : taken;
    }

    @Override
    boolean accepts(final ReceiveBatch batch, final int index) {
        final boolean own = self.isListed(batch.names(), batch.nameOffset(index));
        if (own) {
            counters.own++;
        }
        return !own;
    }

    @Override
    int openSockets(final LocalInterface local) {
        groupLength = SocketAddresses.setInet(group, 0, groupAddress, parameters.port(), local.index());
        self.put(new UdpMember(parameters.nodeId(), local.address()));
        multicastFd = openMulticast(local);
        tokenFd = multicastFd < 0 ? multicastFd : openToken(local);
        sendFd = tokenFd < 0 ? tokenFd : openSend(local);
        if (sendFd < 0) {
            final int error = sendFd;
            closeSockets();
            return error;
        }
        watch(multicastFd);
        watch(tokenFd);
        return 0;
    }

    @Override
    void closeSockets() {
        multicastFd = shut(multicastFd);
        tokenFd = shut(tokenFd);
        sendFd = shut(sendFd);
    }

    @Override
    int[] receivingSockets() {
        return new int[] {multicastFd, tokenFd};
    }

    @Override
    int sendingSocket() {
        return sendFd;
    }

    private int receiveGroup(final long nowNs) {
        handlingMulticasts = true;
        try {
            return receiveBatch(multicasts, multicastFd, nowNs);
        } finally {
            handlingMulticasts = false;
        }
    }

    private int openMulticast(final LocalInterface local) {
        final int fd = openReusable();
        if (fd < 0) {
            return fd;
        }
        UdpSockets.buffers(fd, BUFFER);
        final int bound = UdpSockets.bind(fd, groupAddress, parameters.port(), local.index());
        if (bound < 0) {
            return bound;
        }
        final int rc = isBroadcast() ? UdpSockets.broadcast(fd)
            : UdpSockets.join(fd, groupAddress, local.address(), local.index());
        return rc < 0 ? UdpSockets.closed(fd, rc) : fd;
    }

    private int openToken(final LocalInterface local) {
        final int fd = openReusable();
        if (fd < 0) {
            return fd;
        }
        UdpSockets.buffers(fd, BUFFER);
        UdpSockets.priority(fd);
        return UdpSockets.bind(fd, local.address(), parameters.port(), local.index());
    }

    private int openSend(final LocalInterface local) {
        final int fd = openReusable();
        if (fd < 0) {
            return fd;
        }
        UdpSockets.buffers(fd, BUFFER);
        final int rc = isBroadcast() ? UdpSockets.broadcast(fd)
            : UdpSockets.multicastOut(fd, local.address(), local.index(), parameters.ttl());
        return rc < 0 ? UdpSockets.closed(fd, rc)
            : UdpSockets.bind(fd, local.address(), parameters.port() - 1, local.index());
    }

    private int openReusable() {
        final int fd = UdpSockets.open(UdpTransportParameters.isIpv6(groupAddress));
        if (fd < 0) {
            return fd;
        }
        final int rc = UdpSockets.reuseAddress(fd);
        return rc < 0 ? UdpSockets.closed(fd, rc) : fd;
    }

    private boolean isBroadcast() {
        return parameters.mode() == UdpTransportParameters.Mode.BROADCAST;
    }

    private static InetAddress everybody() {
        try {
            return InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
