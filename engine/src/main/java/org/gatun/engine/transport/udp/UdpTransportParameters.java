package org.gatun.engine.transport.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.gatun.engine.config.AddressText;

/**
 * What a transport is built from. Immutable.
 *
 * @param mode which transport
 * @param link number of the only link, 0 as a rule; used in reports
 * @param nodeId of this node
 * @param bindAddress of this node (its nodelist entry), or a network's address with {@code udp} and bindnetaddr
 * @param port mcastport, 2..65535 (with {@code udp} the port below is used, too)
 * @param members all nodes in nodelist order, this one among them; addresses of the bind address's family
 * @param blockUnlistedIps {@code udpu}: drop datagrams whose source IP is no member's
 * @param downcheckMs period of the interface checks in ms, above 0
 * @param multicastAddress {@code udp} with multicast: the group; else null
 * @param ttl {@code udp} with multicast: time to live or hop limit of a frame, 0..255
 */
public record UdpTransportParameters(
    Mode mode,
    int link,
    int nodeId,
    InetAddress bindAddress,
    int port,
    List<UdpMember> members,
    boolean blockUnlistedIps,
    int downcheckMs,
    InetAddress multicastAddress,
    int ttl) {

    /** The transports of this package. */
    public enum Mode {
        /** {@code transport: udpu}: a copy to each member. */
        UNICAST,
        /** {@code transport: udp}: a group. */
        MULTICAST,
        /** {@code transport: udp} with {@code broadcast: yes}, IPv4 only. */
        BROADCAST
    }

    public UdpTransportParameters {
        Objects.requireNonNull(mode);
        Objects.requireNonNull(bindAddress);
        members = List.copyOf(members);
        check(port >= 2 && port <= 65_535, "port out of range 2..65535: port=" + port);
        check(downcheckMs > 0, "downcheck must be above 0: downcheck=" + downcheckMs);
        check(ttl >= 0 && ttl <= 255, "ttl out of range 0..255: ttl=" + ttl);
        check(members.size() <= MemberTable.MEMBERS_MAX, "too many members: members=" + members.size());
        for (final UdpMember member : members) {
            check(sameFamily(member.address(), bindAddress), "address family differs from the bind address's: nodeid="
                + member.nodeId() + ", address=" + AddressText.of(member.address()));
        }
        if (mode == Mode.MULTICAST) {
            Objects.requireNonNull(multicastAddress);
            check(multicastAddress.isMulticastAddress() && sameFamily(multicastAddress, bindAddress),
                "no multicast address of the bind address's family: mcastaddr=" + AddressText.of(multicastAddress));
        }
        check(mode != Mode.BROADCAST || !isIpv6(bindAddress), "broadcast needs IPv4: bindnetaddr="
            + AddressText.of(bindAddress));
    }

    /** The parameters of {@code udpu}. */
    public static UdpTransportParameters unicast(final int nodeId, final InetAddress bindAddress, final int port,
        final List<UdpMember> members, final boolean blockUnlistedIps, final int downcheckMs) {
        return new UdpTransportParameters(Mode.UNICAST, 0, nodeId, bindAddress, port, members, blockUnlistedIps,
            downcheckMs, null, 1);
    }

    /** The parameters of {@code udp} with a multicast group. */
    public static UdpTransportParameters multicast(final int nodeId, final InetAddress bindAddress, final int port,
        final List<UdpMember> members, final int downcheckMs, final InetAddress multicastAddress, final int ttl) {
        return new UdpTransportParameters(Mode.MULTICAST, 0, nodeId, bindAddress, port, members, false, downcheckMs,
            multicastAddress, ttl);
    }

    /** The parameters of {@code udp} with {@code broadcast: yes}. */
    public static UdpTransportParameters broadcast(final int nodeId, final InetAddress bindAddress, final int port,
        final List<UdpMember> members, final int downcheckMs) {
        return new UdpTransportParameters(Mode.BROADCAST, 0, nodeId, bindAddress, port, members, false, downcheckMs, null, 1);
    }

    static boolean isIpv6(final InetAddress address) {
        return address instanceof Inet6Address;
    }

    private static boolean sameFamily(final InetAddress a, final InetAddress b) {
        return isIpv6(a) == isIpv6(b);
    }

    private static void check(final boolean valid, final String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }
}
