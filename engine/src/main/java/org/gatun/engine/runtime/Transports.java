package org.gatun.engine.runtime;

import java.util.List;
import org.gatun.engine.config.LinkSettings;
import org.gatun.engine.config.SystemSettings;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.config.TransportKind;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.transport.RingTransport;
import org.gatun.engine.transport.knet.KnetTransport;
import org.gatun.engine.transport.udp.SocketTransport;
import org.gatun.engine.transport.udp.UdpMember;
import org.gatun.engine.transport.udp.UdpTransportParameters;

/** Makes the transport that the configuration asks for. */
final class Transports {
    private Transports() {
    }

    static RingTransport create(final TotemSettings settings, final SystemSettings system) {
        if (settings.transport() == TransportKind.KNET) {
            return new KnetTransport(settings, system.allowKnetHandleFallback());
        }
        final LinkSettings link = settings.links().getFirst();
        final int nodeId = settings.localNode().nodeId();
        final int downcheck = settings.parameters().downcheck();
        final List<UdpMember> members = UdpMember.of(settings);
        if (settings.transport() == TransportKind.UDPU) {
            return SocketTransport.create(UdpTransportParameters.unicast(nodeId, link.bindAddress(), link.port(), members,
                settings.blockUnlistedIps(), downcheck));
        }
        return SocketTransport.create(link.broadcast()
            ? UdpTransportParameters.broadcast(nodeId, link.bindAddress(), link.port(), members, downcheck)
            : UdpTransportParameters.multicast(nodeId, link.bindAddress(), link.port(), members, downcheck,
                link.multicastAddress(), link.ttl()));
    }

    /** What is known of nodes and links with a transport of {@link #create}. */
    static ConfiguredNodes nodes(final TotemSettings settings, final RingTransport transport) {
        return transport instanceof KnetTransport knet ? new KnetNodes(settings, knet) : new UdpNodes(settings);
    }

    /** Who shows the figures of the transport itself; somebody who does nothing where it has none. For the services' thread. */
    static Agent statistics(final StatisticsMap map, final RingTransport transport) {
        return transport instanceof KnetTransport knet ? new KnetStatistics(map, knet) : new Idle();
    }

    /** An agent without work. */
    private static final class Idle implements Agent {
        @Override
        public int doWork(final long nowNs) {
            return 0;
        }

        @Override
        public long nextDeadlineNs(final long nowNs) {
            return nowNs + EventLoop.LONGEST_SLEEP_NS;
        }
    }
}
