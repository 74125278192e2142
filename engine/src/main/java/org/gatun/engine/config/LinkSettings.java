package org.gatun.engine.config;

import java.net.InetAddress;

/**
 * A link of the local node. Immutable; times in milliseconds.
 *
 * @param link 0..7
 * @param bindAddress the local node's address, {@code null} if it has none on this link (which only knet allows)
 * @param multicastAddress udp: the group, {@code null} with broadcast and on the other transports
 * @param broadcast udp: sends to 255.255.255.255 instead
 * @param port UDP port of all nodes
 * @param ttl udp: time to live of multicast packets
 * @param knetPriority knet: higher is preferred in passive mode
 * @param knetSctp knet: SCTP, not UDP
 * @param knetPingInterval knet: time between pings
 * @param knetPingTimeout knet: time without a pong after which the link is down
 * @param knetPingPrecision knet: weight of the latency average
 * @param knetPongCount knet: pongs after which the link is up
 */
public record LinkSettings(
    int link,
    InetAddress bindAddress,
    InetAddress multicastAddress,
    boolean broadcast,
    int port,
    int ttl,
    int knetPriority,
    boolean knetSctp,
    int knetPingInterval,
    int knetPingTimeout,
    int knetPingPrecision,
    int knetPongCount) {
}
