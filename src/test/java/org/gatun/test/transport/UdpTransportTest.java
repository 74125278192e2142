package org.gatun.test.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatun.engine.transport.udp.UdpMember;
import org.gatun.engine.transport.udp.UdpTransportParameters;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.BridgedNetwork;
import org.gatun.test.hosts.Host;
import org.gatun.test.hosts.Network;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames between hosts over every kind of udp and udpu. */
@Tag("interop")
class UdpTransportTest {
    private static final int PORT = 5405;
    private static final int DOWNCHECK = 200;
    private static final short MAGIC = (short) 0xC070;
    private static final int HOLD_CANCEL = 5;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "KNET_.*")
    void shouldCarryFramesBetweenHosts(final Transport kind) {
        Requirement.require(Requirement.ROOT, Requirement.NAMESPACES);
        final List<HostTransport> nodes = new ArrayList<>();
        try (Network network = new BridgedNetwork(3)) {
            network.hosts().forEach(host -> nodes.add(new HostTransport(host, parameters(kind, host, network.hosts()))));
            nodes.forEach(node -> node.await("up", () -> node.reports().equals(List.of(true))));
            final List<byte[]> sent = List.of(frame(1, 13), frame(2, 1410), frame(3, 1500), frame(4, 9000));
            sent.forEach(nodes.get(0)::multicast);
            nodes.get(0).token(2, frame(9, 73));
            nodes.get(0).flush();
            nodes.get(1).await("4 multicasts and the token", () -> nodes.get(1).frames().size() == 5);
            nodes.get(2).await("4 multicasts", () -> nodes.get(2).frames().size() == 4);
            for (int i = 0; i < 4; i++) {
                assertArrayEquals(sent.get(i), nodes.get(1).frames().get(i));
                assertArrayEquals(sent.get(i), nodes.get(2).frames().get(i));
            }
            // All that was sent has arrived elsewhere, so what came back has, too.
            nodes.get(0).await("a poll", () -> true);
            assertEquals(0, nodes.get(0).frames().size());
        } finally {
            nodes.forEach(HostTransport::close);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UDPU_IPV4", "UDP_MULTICAST_IPV4", "UDP_BROADCAST"})
    void shouldComeBackWhenTheInterfaceDoes(final Transport kind) {
        Requirement.require(Requirement.ROOT, Requirement.NAMESPACES);
        final List<HostTransport> nodes = new ArrayList<>();
        try (Network network = new BridgedNetwork(2)) {
            network.hosts().forEach(host -> nodes.add(new HostTransport(host, parameters(kind, host, network.hosts()))));
            nodes.forEach(node -> node.await("up", () -> node.reports().equals(List.of(true))));
            network.setInterfaceUp(2, false);
            nodes.get(1).check();
            assertEquals(List.of(true, false), nodes.get(1).reports());
            network.setInterfaceUp(2, true);
            if (kind != Transport.UDPU_IPV4) {
                // The kernel drops the routes of an interface that goes down, and udp needs those that the network gave it.
                network.host(2).run("ip", "route", "replace", "224.0.0.0/4", "dev", "eth0").orThrow();
                network.host(2).run("ip", "route", "replace", "255.255.255.255/32", "dev", "eth0").orThrow();
            }
            nodes.get(1).await("up again", () -> nodes.get(1).reports().equals(List.of(true, false, true)));
            nodes.get(0).multicast(frame(1, 100));
            nodes.get(0).flush();
            nodes.get(1).await("a multicast", () -> nodes.get(1).frames().size() == 1);
            nodes.get(1).multicast(frame(2, 100));
            nodes.get(1).flush();
            nodes.get(0).await("a multicast", () -> nodes.get(0).frames().size() == 1);
        } finally {
            nodes.forEach(HostTransport::close);
        }
    }

    /** Node 1 is the C engine: its frames are heard, and it counts token hold cancels of ours, more than it ever sends itself. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "UDP.*")
    void shouldExchangeFramesWithC(final Transport kind) {
        try (Cluster cluster = new Cluster(new Mix("CC"), ClusterSettings.QUICK.withTransport(kind), 1)) {
            cluster.engine(1).start();
            final List<Host> hosts = cluster.network().hosts();
            try (HostTransport ours = new HostTransport(hosts.get(1), parameters(kind, hosts.get(1), hosts))) {
                ours.await("a frame of node 1", () -> ours.frames().stream().anyMatch(f -> isFrameOf(f, 1)));
                Await.until("C counts 100 of our frames", Duration.ofSeconds(20), () -> {
                    for (int i = 0; i < 20; i++) {
                        ours.multicast(holdCancel());
                    }
                    ours.flush();
                    final String output =
                        cluster.engine(1).run("corosync-cmapctl", "-m", "stats", "-g", "stats.srp.token_hold_cancel_rx").output();
                    return output.matches("(?s).*= [1-9][0-9]{2,}.*") ? Optional.empty() : Optional.of(output);
                }, cluster::diagnosis);
            }
        }
    }

    private static boolean isFrameOf(final byte[] frame, final int nodeId) {
        final ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.nativeOrder());
        return frame.length >= 13 && bytes.getShort(0) == MAGIC && frame[2] == 3 && bytes.getInt(5) == nodeId;
    }

    /** A token hold cancel of node 2 for a ring that nobody is in. */
    private static byte[] holdCancel() {
        return ByteBuffer.allocate(25).order(ByteOrder.nativeOrder()).putShort(MAGIC).put((byte) 3).put((byte) HOLD_CANCEL)
            .put((byte) 0).putInt(2).array();
    }

    private static byte[] frame(final int kind, final int length) {
        final byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) kind);
        return frame;
    }

    private static UdpTransportParameters parameters(final Transport kind, final Host host, final List<Host> hosts) {
        final boolean ipv6 = kind == Transport.UDPU_IPV6 || kind == Transport.UDP_MULTICAST_IPV6;
        final List<UdpMember> members =
            hosts.stream().map(h -> new UdpMember(h.index(), InetAddress.ofLiteral(ipv6 ? h.ipv6() : h.ipv4()))).toList();
        final InetAddress bind = members.get(host.index() - 1).address();
        return switch (kind) {
            case UDPU_IPV4, UDPU_IPV6 ->
                UdpTransportParameters.unicast(host.index(), bind, PORT, members, true, DOWNCHECK);
            case UDP_MULTICAST_IPV4, UDP_MULTICAST_IPV6 -> UdpTransportParameters.multicast(host.index(), bind, PORT, members,
                DOWNCHECK, InetAddress.ofLiteral(ipv6 ? "ff15::77" : "239.255.77.1"), 1);
            case UDP_BROADCAST -> UdpTransportParameters.broadcast(host.index(), bind, PORT, members, DOWNCHECK);
            case KNET_IPV4, KNET_IPV6, KNET_TWO_LINKS -> throw new IllegalArgumentException("no udp: kind=" + kind);
        };
    }
}
