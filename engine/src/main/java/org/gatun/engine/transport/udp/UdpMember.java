package org.gatun.engine.transport.udp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatun.engine.config.NodeEntry;
import org.gatun.engine.config.TotemSettings;

/** A node of the nodelist with its address on the link. */
public record UdpMember(int nodeId, InetAddress address) {
    public UdpMember {
        Objects.requireNonNull(address);
    }

    /** All nodes with an address on the link, in nodelist order. */
    public static List<UdpMember> of(final TotemSettings settings) {
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
