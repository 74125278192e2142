package org.gatun.engine.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MulticastTransportTest {
    private static final UdpMember ONE = Node.member(1, "127.0.0.1");
    private static final UdpMember TWO = Node.member(2, "127.0.0.2");
    private static final List<UdpMember> BOTH = List.of(ONE, TWO);

    private Node one;
    private Node two;

    @BeforeEach
    void make() throws IOException {
        final int port = Node.freePort();
        final InetAddress group = InetAddress.ofLiteral("239.192.7.7");
        one = new Node(UdpTransportParameters.multicast(1, ONE.address(), port, BOTH, Node.DOWNCHECK, group, 1)).start();
        two = new Node(UdpTransportParameters.multicast(2, TWO.address(), port, BOTH, Node.DOWNCHECK, group, 1)).start();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void shouldSendMulticastsToTheGroupAndTokensToOne() {
        one.multicast(1, 1500);
        one.multicast(2, 20);
        one.token(2, 3, 73);
        one.transport.flush();
        two.await(3);
        assertEquals(List.of(1, 2, 3), two.input.kinds());
        two.token(1, 4, 73);
        two.transport.flush();
        one.await(1);
        assertEquals(List.of(4), one.input.kinds());
        assertEquals(3, one.transport.counters().sent());
        assertEquals(0, one.transport.counters().continuousSendmsgFailures());
    }

    @Test
    void shouldHandInMulticastsThatATokenOvertook() {
        one.token(2, 100, 73);
        for (int i = 0; i < 40; i++) {
            one.multicast(i, 30);
        }
        one.transport.flush();
        two.input.inFrame = two.transport::receiveMulticasts;
        two.await(41);
        assertEquals(41, two.input.frames.size());
        final List<Integer> multicasts = two.input.kinds().stream().filter(k -> k != 100).toList();
        for (int i = 0; i < 40; i++) {
            assertEquals(i, multicasts.get(i));
        }
    }

    @Test
    void shouldThrowAwayMulticastsButNoTokens() {
        one.multicast(1, 30);
        one.multicast(2, 30);
        one.token(2, 3, 73);
        one.transport.flush();
        assertTrue(two.transport.discardPending());
        assertEquals(2, two.transport.counters().discarded());
        two.await(1);
        assertEquals(List.of(3), two.input.kinds());
    }

    @Test
    void shouldCountFailedSendsToTheGroupUntilOneWorks() {
        one.multicast(1, 65_536);
        one.multicast(1, 65_536);
        one.transport.flush();
        assertEquals(2, one.transport.counters().continuousSendmsgFailures());
        one.token(2, 2, 65_536);
        one.transport.flush();
        assertEquals(2, one.transport.counters().continuousSendmsgFailures());
        assertEquals(3, one.transport.counters().sendFailures());
        one.multicast(1, 20);
        one.transport.flush();
        assertEquals(0, one.transport.counters().continuousSendmsgFailures());
        two.await(1);
    }

    @Test
    void shouldRefuseParametersThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> UdpTransportParameters.multicast(1, ONE.address(), 5405, BOTH, 1000,
            InetAddress.ofLiteral("10.0.0.1"), 1));
        assertThrows(IllegalArgumentException.class, () -> UdpTransportParameters.multicast(1, ONE.address(), 5405, BOTH, 1000,
            InetAddress.ofLiteral("ff15::1"), 1));
        assertThrows(IllegalArgumentException.class,
            () -> UdpTransportParameters.broadcast(1, InetAddress.ofLiteral("::1"), 5405, List.of(), 1000));
        assertThrows(IllegalArgumentException.class,
            () -> UdpTransportParameters.unicast(1, InetAddress.ofLiteral("::1"), 5405, BOTH, true, 1000));
        assertThrows(IllegalArgumentException.class,
            () -> UdpTransportParameters.unicast(1, ONE.address(), 1, BOTH, true, 1000));
        assertThrows(IllegalArgumentException.class, () -> one.transport.addMember(Node.member(3, "::1")));
    }
}
