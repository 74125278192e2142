package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.transport.udp.InterfaceLookup.LocalInterface;

/**
 * {@code transport: udpu}. One socket, bound to this node's address and mcastport, receives everything and sends everything: a
 * copy of each multicast to each member, in nodelist order, and tokens.
 *
 * <p>The C engine sends multicasts from further sockets, one a member, with ports of their own; receivers look at no source
 * port. With one socket the kernel keeps multicasts and the token behind them in order, and since it is not connected, a
 * stopped peer's refusal is not reported on it.
 */
final class UnicastTransport extends SocketTransport {
    private static final int BUFFER = 16 * 136_192;

    private final ReceiveBatch receiving = new ReceiveBatch(arena);
    private int fd = -1;

    UnicastTransport(final UdpTransportParameters parameters, final InterfaceLookup interfaces) {
        super(parameters, interfaces);
    }

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        queue(segment, offset, length);
    }

    @Override
    void nameDestinations(final SendBatch batch) {
        batch.begin(members.addressLength(), false);
        for (int i = 0; i < members.count(); i++) {
            if (members.nodeId(i) != parameters.nodeId()) {
                batch.addDestination(members.address(i));
            }
        }
    }

    @Override
    public void receiveMulticasts() {
        // Tokens come by the same socket, behind the multicasts sent before them.
    }

    @Override
    public boolean discardPending() {
        return isOpen() && discard(receiving, fd);
    }

    @Override
    int receiveAll(final long nowNs) {
        return receiveBatch(receiving, fd, nowNs);
    }

    @Override
    boolean accepts(final ReceiveBatch batch, final int index) {
        final boolean listed = !blocksUnlistedIps() || members.isListed(batch.names(), batch.nameOffset(index));
        if (!listed) {
            counters.unlisted++;
        }
        return listed;
    }

    @Override
    int openSockets(final LocalInterface local) {
        final int opened = UdpSockets.open(UdpTransportParameters.isIpv6(local.address()));
        if (opened < 0) {
            return opened;
        }
        UdpSockets.buffers(opened, BUFFER);
        UdpSockets.priority(opened);
        UdpSockets.coalesce(opened);
        fd = UdpSockets.bind(opened, local.address(), parameters.port(), local.index());
        if (fd < 0) {
            return fd;
        }
        watch(fd);
        return 0;
    }

    @Override
    void closeSockets() {
        fd = shut(fd);
    }

    @Override
    int[] receivingSockets() {
        return new int[] {fd};
    }

    @Override
    int sendingSocket() {
        return fd;
    }
}
