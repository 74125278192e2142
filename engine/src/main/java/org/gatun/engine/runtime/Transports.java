package org.gatun.engine.runtime;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.LinkSettings;
import org.gatun.engine.config.NodeEntry;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.config.TransportKind;
import org.gatun.engine.transport.udp.SocketTransport;
import org.gatun.engine.transport.udp.UdpMember;
import org.gatun.engine.transport.udp.UdpTransportParameters;

/** Makes the transport that the configuration asks for. */
final class Transports {
    private Transports() {
    }

    static SocketTransport create(final TotemSettings settings) {
        final LinkSettings link = settings.links().getFirst();
        final int nodeId = settings.localNode().nodeId();
        final int downcheck = settings.parameters().downcheck();
        final List<UdpMember> members = members(settings);
        if (settings.transport() == TransportKind.UDPU) {
            return SocketTransport.create(UdpTransportParameters.unicast(nodeId, link.bindAddress(), link.port(), members,
                settings.blockUnlistedIps(), downcheck));
        }
        return SocketTransport.create(link.broadcast()
            ? UdpTransportParameters.broadcast(nodeId, link.bindAddress(), link.port(), members, downcheck)
            : UdpTransportParameters.multicast(nodeId, link.bindAddress(), link.port(), members, downcheck,
                link.multicastAddress(), link.ttl()));
    }

    /** All nodes with an address on the link, in nodelist order. */
    static List<UdpMember> members(final TotemSettings settings) {
        final List<UdpMember> members = new ArrayList<>();
        for (final NodeEntry node : settings.nodes()) {
            final InetAddress address = node.addresses().getFirst();
            if (address != null) {
                members.add(new UdpMember(node.nodeId(), address));
            }
        }
        return members;
    }
}
