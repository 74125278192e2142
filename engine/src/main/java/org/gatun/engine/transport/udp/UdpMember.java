package org.gatun.engine.transport.udp;

import java.net.InetAddress;
import java.util.Objects;

/** A node of the nodelist with its address on the link. */
public record UdpMember(int nodeId, InetAddress address) {
    public UdpMember {
        Objects.requireNonNull(address);
    }
}
