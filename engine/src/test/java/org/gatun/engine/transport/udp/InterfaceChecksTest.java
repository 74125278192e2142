package org.gatun.engine.transport.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.gatun.engine.transport.TransportFailedException;
import org.gatun.engine.transport.udp.InterfaceLookup.LocalInterface;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Interfaces.InterfaceAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterfaceChecksTest {
    private static final UdpMember ONE = Node.member(1, "127.0.0.1");
    private static final UdpMember TWO = Node.member(2, "127.0.0.2");

    private int port;
    private Node node;

    @BeforeEach
    void make() throws IOException {
        port = Node.freePort();
        node = Node.unicast(1, port, ONE, TWO);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shouldOpenItsSocketsAfter100Ms() {
        assertEquals(Long.MAX_VALUE, node.transport.nextDeadlineNs());
        node.transport.start(node.input, 0);
        assertEquals(100 * Node.MS, node.transport.nextDeadlineNs());
        node.advance(99);
        assertFalse(node.transport.isUp());
        assertEquals(0, node.transport.fds().length);
        node.advance(1);
        assertTrue(node.transport.isUp());
        assertEquals(1, node.transport.fds().length);
        assertEquals(List.of("0 up"), node.input.reports);
        assertEquals(Long.MAX_VALUE, node.transport.nextDeadlineNs());
    }

    @Test
    void shouldFailUdpuWhenTheInterfaceIsDownAtTheStart() {
        node.interfaceUp = false;
        assertThrows(TransportFailedException.class, node::start);
    }

    @Test
    void shouldStartUdpAloneWhenTheInterfaceIsDown() {
        node.close();
        node = new Node(UdpTransportParameters.multicast(1, ONE.address(), port, List.of(ONE, TWO), Node.DOWNCHECK,
            InetAddress.ofLiteral("239.192.7.7"), 1));
        node.interfaceUp = false;
        node.start();
        assertEquals(List.of("0 down"), node.input.reports);
        assertFalse(node.transport.isUp());
        node.multicast(1, 20);
        node.transport.flush();
        assertEquals(1, node.transport.counters().unsent());
        node.interfaceUp = true;
        node.advance(Node.DOWNCHECK);
        assertEquals(List.of("0 down", "0 up"), node.input.reports);
        assertEquals(2, node.transport.fds().length);
    }

    @Test
    void shouldGoToLoopbackAndBackWhenTheInterfaceFails() {
        node.start();
        node.transport.membershipSize(2);
        assertEquals(Long.MAX_VALUE, node.transport.nextDeadlineNs());
        node.interfaceUp = false;
        node.transport.checkInterfaces(node.nowNs);
        assertEquals(List.of("0 up", "0 down"), node.input.reports);
        assertEquals(0, node.transport.fds().length);
        node.multicast(1, 20);
        node.token(2, 1, 20);
        node.transport.flush();
        assertEquals(0, node.transport.receive(node.nowNs));
        assertEquals(2, node.transport.counters().unsent());
        assertFalse(node.transport.discardPending());
        final int before = node.lookups;
        node.advance(Node.DOWNCHECK - 1);
        assertEquals(before, node.lookups);
        node.advance(1).advance(Node.DOWNCHECK);
        assertEquals(before + 2, node.lookups);
        assertEquals(2, node.input.reports.size());
        node.interfaceUp = true;
        node.advance(Node.DOWNCHECK);
        assertEquals(List.of("0 up", "0 down", "0 up"), node.input.reports);
        assertTrue(node.transport.isUp());
    }

    @Test
    void shouldCheckPeriodicallyOnlyWhileTheRingHasOneMember() {
        node.start();
        node.transport.membershipSize(1);
        final int before = node.lookups;
        node.advance(Node.DOWNCHECK).advance(Node.DOWNCHECK);
        assertEquals(before + 2, node.lookups);
        assertEquals(1, node.transport.counters().socketsOpened());
        node.transport.membershipSize(2);
        node.advance(10 * Node.DOWNCHECK);
        assertEquals(before + 2, node.lookups);
    }

    @Test
    void shouldOpenTheSocketsAnewWhenTheTokenWasLost() throws IOException {
        try (Node two = Node.unicast(2, port, ONE, TWO); Arena arena = Arena.ofConfined()) {
            two.start();
            final int epoll = Epoll.epollCreate1(0);
            node.start();
            node.transport.register(epoll, 42);
            node.transport.membershipSize(2);
            node.transport.checkInterfaces(node.nowNs);
            assertEquals(2, node.transport.counters().socketsOpened());
            assertEquals(List.of("0 up"), node.input.reports);
            two.multicast(1, 20);
            two.transport.flush();
            final MemorySegment events = Epoll.allocateEvents(arena, 4);
            assertEquals(1, Epoll.epollWait(epoll, events, 10_000));
            assertEquals(42, Epoll.data(events, 0));
            node.await(1);
            assertEquals(0, Epoll.epollWait(epoll, events, 0));
            Files.close(epoll);
        }
    }

    @Test
    void shouldHandOnTheRestOfABatchWhenACheckComesBetween() {
        try (Node two = Node.unicast(2, port, ONE, TWO)) {
            two.start();
            node.start();
            node.transport.membershipSize(2);
            for (int i = 0; i < 5; i++) {
                two.multicast(i, 20);
            }
            two.transport.flush();
            node.input.inFrame = () -> node.transport.checkInterfaces(node.nowNs);
            node.await(5);
            assertEquals(List.of(0, 1, 2, 3, 4), node.input.kinds());
        }
    }

    @Test
    void shouldTryATakenPortAgainWithoutBlocking() throws IOException {
        try (DatagramSocket squatter = new DatagramSocket(null)) {
            squatter.bind(new InetSocketAddress(ONE.address(), port));
            node.start();
            assertEquals(node.nowNs + 100 * Node.MS, node.transport.nextDeadlineNs());
            node.advance(100);
            assertEquals(node.nowNs + 200 * Node.MS, node.transport.nextDeadlineNs());
            node.transport.membershipSize(1);
            assertEquals(node.nowNs + 200 * Node.MS, node.transport.nextDeadlineNs());
            assertEquals(List.of(), node.input.reports);
        }
        node.advance(200);
        assertEquals(List.of("0 up"), node.input.reports);
    }

    @Test
    void shouldFailWhenThePortStaysTaken() throws IOException {
        try (DatagramSocket squatter = new DatagramSocket(null)) {
            squatter.bind(new InetSocketAddress(ONE.address(), port));
            node.start();
            assertThrows(TransportFailedException.class, () -> {
                for (int k = 1; k <= 10; k++) {
                    node.advance(100L * k);
                }
            });
            assertEquals(11, node.lookups);
        }
    }

    @Test
    void shouldPreferTheExactAddressToTheNetwork() {
        final List<InterfaceAddress> interfaces = List.of(
            address("eth0", 2, 0, "10.1.2.3", 24), address("eth1", 3, 1, "10.1.2.4", 24),
            address("eth2", 4, 1, "fd00::1:1", 112), address("eth2", 4, 1, "10.3.0.1", 17));
        assertEquals(new LocalInterface(InetAddress.ofLiteral("10.1.2.4"), 3, true), find(interfaces, "10.1.2.4"));
        assertEquals(new LocalInterface(InetAddress.ofLiteral("10.1.2.3"), 2, false), find(interfaces, "10.1.2.0"));
        assertEquals(4, find(interfaces, "10.3.127.0").index());
        assertEquals(null, find(interfaces, "10.3.128.0"));
        assertEquals(4, find(interfaces, "fd00::1:0").index());
        assertEquals(null, find(interfaces, "fd00::2:0"));
    }

    @Test
    void shouldFindTheLoopbackInterfaceInTheKernel() {
        final LocalInterface lo = new KernelInterfaces().find(InetAddress.ofLiteral("127.0.0.0"));
        assertEquals(new LocalInterface(InetAddress.ofLiteral("127.0.0.1"), 1, true), lo);
        assertEquals(null, new KernelInterfaces().find(InetAddress.ofLiteral("240.0.0.1")));
        assertArrayEquals(new int[0], node.transport.fds());
    }

    @Test
    void shouldBindToTheVeryAddressWhenItIsOfTheLoopbackNetwork() {
        final List<InterfaceAddress> interfaces = List.of(address("lo", 1, 1, "127.0.0.1", 8), address("lo", 1, 1, "::1", 128));
        assertEquals("127.0.0.3", find(interfaces, "127.0.0.3").address().getHostAddress());
        assertEquals("127.0.0.1", find(interfaces, "127.0.0.0").address().getHostAddress());
        assertEquals(InetAddress.ofLiteral("::1"), find(interfaces, "::1").address());
    }

    private static LocalInterface find(final List<InterfaceAddress> interfaces, final String address) {
        return KernelInterfaces.choose(interfaces, InetAddress.ofLiteral(address));
    }

    private static InterfaceAddress address(final String name, final int index, final int flags, final String ip,
        final int prefix) {
        return new InterfaceAddress(name, index, flags, InetAddress.ofLiteral(ip), prefix);
    }
}
