package org.gatun.engine.config;

import java.util.List;

/**
 * The checked {@code totem} section and nodelist. Immutable.
 *
 * @param transport which wire
 * @param ipVersion which addresses of a name are taken
 * @param clusterName {@code null} = none
 * @param configVersion u64, 0 = not compared with other nodes
 * @param blockUnlistedIps packets of unknown senders are dropped
 * @param parameters timers and limits of the ring
 * @param nodes by the alphabetical order of their keys (0, 1, 10, 2)
 * @param localNode our entry of {@code nodes}
 * @param links configured links in ascending order; exactly one on udp and udpu, with a bind address
 * @param knet settings of the knet transport, {@code null} on the others
 */
public record TotemSettings(
    TransportKind transport,
    IpVersion ipVersion,
    String clusterName,
    long configVersion,
    boolean blockUnlistedIps,
    TotemParameters parameters,
    List<NodeEntry> nodes,
    NodeEntry localNode,
    List<LinkSettings> links,
    KnetSettings knet) {

    /** How many nodes have an address on link 0, from which the token timeout derives. */
    public int nodesOnFirstLink() {
        return (int)nodes.stream().filter(node -> node.addresses().getFirst() != null).count();
    }

    /** These settings with other timers and limits, whose {@link TotemTunables#refusal()} is {@code null}. */
    public TotemSettings with(final TotemTunables tunables) {
        return new TotemSettings(transport, ipVersion, clusterName, configVersion, tunables.blocksUnlistedIps(),
            tunables.parameters(localNode.nodeId(), parameters.netMtu() + TotemTunables.TWO_MCAST_HEADERS), nodes, localNode, links,
            knet == null ? null : tunables.knet(knet.linkMode(), knet.crypto(), knet.nozzle()));
    }
}
