package org.gatun.engine.transport.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnicastTransportTest {
    private static final UdpMember ONE = Node.member(1, "127.0.0.1");
    private static final UdpMember TWO = Node.member(2, "127.0.0.2");
    private static final UdpMember THREE = Node.member(3, "127.0.0.3");

    private int port;
    private final List<Node> nodes = new ArrayList<>();

    @BeforeEach
    void choosePort() throws IOException {
        port = Node.freePort();
    }

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
    }

    @Test
    void shouldSendMulticastsToAllOthersAndTokensToOneInOrder() {
        final Node one = node(1);
        final Node two = node(2);
        final Node three = node(3);
        one.multicast(1, 100);
        one.multicast(2, 100);
        one.token(2, 3, 73);
        assertEquals(0, two.transport.receive(0));
        one.multicast(4, 100);
        one.token(1, 9, 73);
        one.token(99, 9, 73);
        one.transport.flush();
        two.await(4);
        three.await(3);
        assertEquals(List.of(1, 2, 3, 4), two.input.kinds());
        assertEquals(List.of(1, 2, 4), three.input.kinds());
        assertEquals(0, one.transport.receive(0));
        assertEquals(7, one.transport.counters().sent());
        assertEquals(4, two.transport.counters().received());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 1410, 1500, 9000, 65_507})
    void shouldCarryFramesOfAnySize(final int length) {
        final Node one = node(1);
        final Node two = node(2);
        one.multicast(5, length);
        one.transport.flush();
        two.await(1);
        assertArrayEquals(one.frame(5, length).toArray(ValueLayout.JAVA_BYTE), two.input.frames.getFirst());
    }

    @Test
    void shouldSendWhatIsTooLongForADatagramToNobodyAndGoOn() {
        final Node one = node(1);
        final Node two = node(2);
        one.multicast(5, 65_536);
        one.multicast(6, 10);
        one.transport.flush();
        two.await(1);
        assertEquals(List.of(6), two.input.kinds());
        assertEquals(2, one.transport.counters().sendFailures());
        assertEquals(0, one.transport.counters().continuousSendmsgFailures());
    }

    @Test
    void shouldSendFromAnOffsetAndFlushByItselfWhenTheBatchIsFull() {
        final Node one = node(1);
        final Node two = node(2);
        final MemorySegment area = one.arena.allocate(64);
        area.set(ValueLayout.JAVA_BYTE, 40, (byte) 77);
        final int fitting = SendBatch.CAPACITY;
        for (int i = 0; i < fitting; i++) {
            one.transport.multicast(area, 40, 20);
        }
        assertEquals(0, one.transport.counters().sent());
        one.transport.multicast(area, 40, 20);
        two.await(fitting);
        assertEquals(2 * fitting, one.transport.counters().sent());
        one.transport.flush();
        two.await(fitting + 1);
        assertTrue(two.input.frames.stream().allMatch(f -> f.length == 20 && f[0] == 77));
    }

    @Test
    void shouldDropDatagramsOfUnlistedSourcesWhenToldTo() throws IOException {
        final Node two = node(2);
        send("127.0.0.9", "127.0.0.2", 1, 50);
        send("127.0.0.1", "127.0.0.2", 2, 50);
        two.await(1);
        assertEquals(List.of(2), two.input.kinds());
        assertEquals(1, two.transport.counters().unlisted());

        two.transport.reconfigure(false, 500);
        send("127.0.0.9", "127.0.0.2", 3, 50);
        two.await(2);
        assertEquals(List.of(2, 3), two.input.kinds());
    }

    @Test
    void shouldKnowMembersThatAReloadAddsAndRemoves() throws IOException {
        final Node one = node(1);
        final Node three = node(3);
        assertTrue(one.transport.removeMember(3));
        assertFalse(one.transport.removeMember(3));
        one.multicast(1, 20);
        one.transport.flush();
        send("127.0.0.3", "127.0.0.1", 9, 20);
        assertTrue(one.transport.addMember(THREE));
        one.multicast(2, 20);
        one.token(3, 3, 20);
        one.transport.flush();
        three.await(2);
        assertEquals(List.of(2, 3), three.input.kinds());

        final Node other = new Node(UdpTransportParameters.unicast(3, InetAddress.ofLiteral("127.0.0.4"), port,
            List.of(ONE), true, Node.DOWNCHECK));
        nodes.add(other.start());
        assertTrue(one.transport.addMember(Node.member(3, "127.0.0.4")));
        one.token(3, 4, 20);
        one.transport.flush();
        other.await(1);
        assertEquals(0, three.transport.receive(0));
    }

    @Test
    void shouldHandInAFloodInBoundedSteps() throws IOException {
        final Node one = node(1);
        final Node two = node(2);
        // Ever longer frames, which the kernel cannot hand over together.
        for (int i = 0; i < 100; i++) {
            one.multicast(i, 20 + i);
        }
        one.transport.flush();
        final List<Integer> taken = new ArrayList<>();
        two.await("100 frames", () -> {
            final int before = two.input.frames.size();
            two.transport.receive(0);
            taken.add(two.input.frames.size() - before);
            return two.input.frames.size() >= 100;
        });
        assertTrue(taken.stream().allMatch(n -> n <= ReceiveBatch.DATAGRAMS), () -> taken.toString());
        for (int i = 0; i < 100; i++) {
            assertEquals(i, two.input.frames.get(i)[0]);
        }
    }

    @Test
    void shouldThrowAwayWhatWaitsButKeepTheFrameInHand() {
        final Node one = node(1);
        final Node two = node(2);
        assertFalse(two.transport.discardPending());
        for (int i = 0; i < 100; i++) {
            one.multicast(i, 30 + i);
        }
        one.transport.flush();
        final boolean[] thrown = new boolean[1];
        two.input.inFrame = () -> thrown[0] |= two.transport.discardPending();
        two.await(1);
        assertTrue(thrown[0]);
        assertEquals(0, two.transport.receive(0));
        assertEquals(99, two.transport.counters().discarded());
        assertArrayEquals(one.frame(0, 30).toArray(ValueLayout.JAVA_BYTE), two.input.frames.getFirst());
        assertEquals(1, two.input.frames.size());
    }

    @Test
    void shouldWorkOverIpv6() {
        final UdpMember self = Node.member(1, "::1");
        final UdpMember twin = Node.member(2, "::1");
        final Node node = Node.unicast(1, port, self, twin);
        nodes.add(node.start());
        node.multicast(1, 1500);
        node.token(2, 2, 73);
        node.transport.flush();
        node.await(2);
        assertEquals(List.of(1, 2), node.input.kinds());
        assertEquals(0, node.transport.counters().unlisted());
        assertTrue(node.transport.removeMember(1));
        node.token(2, 3, 73);
        node.transport.flush();
        node.await(3);
        final Node stranger = Node.unicast(7, port - 1, Node.member(7, "::1"));
        nodes.add(stranger.start());
        assertTrue(stranger.transport.isUp());
    }

    private Node node(final int nodeId) {
        final Node node = Node.unicast(nodeId, port, ONE, TWO, THREE);
        nodes.add(node.start());
        assertEquals(List.of("0 up"), node.input.reports);
        return node;
    }

    private void send(final String from, final String to, final int kind, final int length) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(from))) {
            final byte[] data = new byte[length];
            data[0] = (byte) kind;
            socket.send(new DatagramPacket(data, length, InetAddress.ofLiteral(to), port));
        }
    }
}
