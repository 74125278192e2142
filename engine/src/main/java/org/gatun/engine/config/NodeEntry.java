package org.gatun.engine.config;

import java.net.InetAddress;
import java.util.List;

/**
 * A node of the nodelist. Immutable.
 *
 * @param position the N of {@code nodelist.node.N}
 * @param nodeId unsigned; made from the IPv4 address on udp and udpu where none is configured; 0 = none
 * @param name {@code null} = none
 * @param ringAddresses as configured, by link, 8 entries, {@code null} where the node is not on that link
 * @param addresses the same, resolved
 * @param quorumVotes votes in the quorum
 */
public record NodeEntry(
    int position,
    int nodeId,
    String name,
    List<String> ringAddresses,
    List<InetAddress> addresses,
    int quorumVotes) {

    /** True if the node has an address on {@code link}. */
    public boolean isOnLink(final int link) {
        return ringAddresses.get(link) != null;
    }
}
