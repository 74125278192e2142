package org.gatun.engine.totem.pg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.gatun.engine.totem.QueueLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackerTest {
    private static final int HEADER = 5;
    private static final int PACKET_MAX = LoneRing.NET_MTU - Packet.HEADER_LENGTH;

    @Test
    void shouldCutALargeMessageBehindASmallOneAsTheCEngineDoes() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(8192, 1);
            assertTrue(node.send(s, 168, 0));
            assertTrue(node.send(s, 0, 4184));
            node.run(300);
            assertEquals(List.of("f1 c0 [173, 1225]", "f2 c1 [1400]", "f3 c2 [1400]", "f0 c3 [164]"), describe(node.packets));
        }
    }

    @Test
    void shouldLetSmallMessagesShareAPacketOfTheNextVisit() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(100, 2);
            for (int i = 0; i < 3; i++) {
                assertTrue(node.send(s, 16, 16));
            }
            assertEquals(0, node.packets.size());
            node.run(300);
            assertEquals(List.of("f0 c0 [37, 37, 37]"), describe(node.packets));
        }
    }

    @Test
    void shouldSendAMessageThatFillsAPacketUnfragmented() {
        try (LoneRing node = new LoneRing().started()) {
            assertTrue(node.send(segment(PACKET_MAX, 3), 0, PACKET_MAX - 2 - HEADER));
            node.run(300);
            assertEquals(List.of("f0 c0 [1400]"), describe(node.packets));
        }
    }

    @Test
    void shouldRestartFragmentNumbersWhenSomethingWasStaged() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(2000, 4);
            assertTrue(node.send(s, 1000, 1000));
            assertTrue(node.send(s, 1000, 1000));
            node.run(300);
            assertEquals(List.of("f1 c0 [1400]", "f1 c1 [605, 793]", "f0 c1 [1212]"), describe(node.packets));
        }
    }

    @Test
    void shouldBeginAPacketWithAMessageApart() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(4000, 6);
            assertTrue(node.sendApart(s, 8));
            assertTrue(node.send(s, 16, 16));
            assertTrue(node.sendApart(s, 18));
            assertTrue(node.send(s, 1000, 1000));
            assertTrue(node.sendApart(s, 28));
            assertTrue(node.sendApart(s, 1500));
            node.run(300);
            assertEquals(List.of("f0 c0 [13, 37]", "f1 c0 [23, 1375]", "f0 c1 [630]", "f0 c0 [33]", "f1 c0 [1400]", "f0 c1 [105]"),
                describe(node.packets));
        }
    }

    /** The sender is in the middle of a chain of small messages whenever a node comes. */
    @Test
    void shouldLoseNoMessageApartToANodeThatComes() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(4000, 7);
            for (int i = 0; i < 100; i++) {
                assertTrue(node.send(s, 50, i));
            }
            assertTrue(node.sendApart(s, 1));
            for (int i = 0; i < 100; i++) {
                assertTrue(node.send(s, 50, i));
            }
            node.run(300);
            final List<byte[]> apart = List.of(node.messages.get(100));
            final int at = describe(node.packets).indexOf(describe(node.packets).stream().filter(packet -> packet.contains("c0 [6, ")).findAny()
                .orElseThrow());
            assertTrue(at > 3);
            for (int come = 0; come <= at; come++) {
                final Received other = new Received();
                node.packets.subList(come, node.packets.size()).forEach(other::packet);
                assertSame(apart, other.messages.stream().filter(message -> message.length == 1).toList());
                assertSame(node.messages.subList(101, 201), other.messages.subList(other.messages.size() - 100, other.messages.size()));
            }
        }
    }

    @Test
    void shouldWrapFragmentNumbersPastZero() {
        try (LoneRing node = new LoneRing().started()) {
            final int body = 1400 * 300;
            assertTrue(node.send(segment(body, 5), 0, body));
            node.run(2000);
            final List<String> packets = describe(node.packets);
            assertEquals("f255 c254 [1400]", packets.get(254));
            assertEquals("f1 c255 [1400]", packets.get(255));
            assertEquals("f2 c1 [1400]", packets.get(256));
            assertEquals(1, node.messages.size());
            assertEquals(body, node.messages.get(0).length);
        }
    }

    /** Whatever is sent comes out whole and in order, at the sender and at another receiver. */
    @Property(tries = 60)
    void shouldDeliverWhatWasSent(@ForAll("messages") final List<int[]> lengths, @ForAll final long seed) {
        try (LoneRing node = new LoneRing().started()) {
            final Random random = new Random(seed);
            final List<byte[]> sent = new ArrayList<>();
            for (final int[] parts : lengths) {
                final byte[] bytes = new byte[parts[0] + parts[1]];
                random.nextBytes(bytes);
                assertTrue(random.nextInt(4) == 0 ? node.sendApart(MemorySegment.ofArray(bytes), bytes.length)
                    : node.send(MemorySegment.ofArray(bytes), parts[0], parts[1]));
                sent.add(bytes);
                if (random.nextInt(3) == 0) {
                    node.run(1 + random.nextInt(200));
                }
            }
            node.run(2000);
            final Received other = new Received();
            for (final byte[] packet : node.packets) {
                assertTrue(packet.length <= PACKET_MAX + Packet.HEADER_LENGTH);
                other.packet(packet);
            }
            assertSame(sent, node.messages);
            assertSame(sent, other.messages);
        }
    }

    @Provide
    Arbitrary<List<int[]>> messages() {
        final Arbitrary<Integer> part = Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 200)),
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(1380, 1410)),
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(0, 6000)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(6000, 200_000)));
        return part.array(int[].class).ofSize(2).list().ofMinSize(1).ofMaxSize(25);
    }

    /** The queue takes messages until it refuses; a refused message leaves no trace, an accepted one is never cut short. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldTakeAllOrNothingWhenTheQueueIsFull(final long seed) {
        try (LoneRing node = new LoneRing().started()) {
            final Random random = new Random(seed);
            final int largest = seed % 2 == 0 ? 3000 : 30_000;
            final MemorySegment s = segment(2 * largest, seed);
            final List<byte[]> sent = new ArrayList<>();
            int refused = 0;
            while (refused < 200) {
                final int head = random.nextInt(largest);
                final int body = random.nextInt(largest);
                if (random.nextInt(4) == 0 ? node.sendApart(s, head + body) : node.send(s, head, body)) {
                    sent.add(LoneRing.bytes(s, 0, head + body));
                } else {
                    refused++;
                }
            }
            node.run(5000);
            assertSame(sent, node.messages);
        }
    }

    @Test
    void shouldRefuseBeforeTheFirstByteWhenLargePartsNeedMorePacketsThanReckoned() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(4000, 9);
            int sent = 0;
            // Each takes four packets where the C engine reckons with three.
            while (node.send(s, 1401, 1401)) {
                sent++;
            }
            assertTrue(node.ring.available() < 4);
            node.run(2000);
            assertEquals(sent, node.messages.size());
        }
    }

    @Test
    void shouldRejectAMessageThatNoReceiverCouldAssemble() {
        try (LoneRing node = new LoneRing().started()) {
            final MemorySegment s = segment(Reassembly.MAX, 10);
            assertThrows(IllegalArgumentException.class, () -> node.send(s, 0, Reassembly.MAX - HEADER + 1));
        }
    }

    @Test
    void shouldReserveAsTheCEngineReckons() {
        try (LoneRing node = new LoneRing().started()) {
            assertEquals(1386, node.layer.bytesPerUnit());
            assertEquals(4_117_806, node.layer.maximumBytes());
            assertEquals(1, node.layer.reserve(1384));
            assertEquals(2, node.layer.reserve(1385));
            assertEquals(4, node.counters.msgReserved);
            assertEquals(-1, node.layer.reserve(4_117_805));
            final int most = node.layer.reserve(4_117_804 - 4 * 1386);
            assertTrue(most > 0);
            assertEquals(QueueLevel.CRITICAL, node.layer.queueLevel());
            assertEquals(0, node.layer.reserve(5000));
            node.layer.release(most);
            node.layer.release(3);
            assertEquals(1, node.counters.msgReserved);
            assertEquals(QueueLevel.LOW, node.layer.queueLevel());
        }
    }

    @Test
    void shouldKeepTheLevelBetweenTheBands() {
        try (LoneRing node = new LoneRing().started()) {
            final int capacity = node.ring.queueCapacity();
            assertEquals(QueueLevel.LOW, node.layer.queueLevel());
            final int third = reservePercent(node, capacity, 35);
            assertEquals(QueueLevel.LOW, node.layer.queueLevel());
            final int nearHalf = reservePercent(node, capacity, 10);
            assertEquals(QueueLevel.GOOD, node.layer.queueLevel());
            final int half = reservePercent(node, capacity, 10);
            assertEquals(QueueLevel.GOOD, node.layer.queueLevel());
            final int more = reservePercent(node, capacity, 10);
            assertEquals(QueueLevel.HIGH, node.layer.queueLevel());
            final int most = reservePercent(node, capacity, 12);
            assertEquals(QueueLevel.CRITICAL, node.layer.queueLevel());
            node.layer.release(most);
            assertEquals(QueueLevel.HIGH, node.layer.queueLevel());
            node.layer.release(more + half);
            assertEquals(QueueLevel.GOOD, node.layer.queueLevel());
            node.layer.release(nearHalf + third);
            assertEquals(QueueLevel.LOW, node.layer.queueLevel());
        }
    }

    private static int reservePercent(final LoneRing node, final int capacity, final int percent) {
        int units = 0;
        for (int i = 0; i < capacity * percent / 100; i++) {
            units += node.layer.reserve(1000);
        }
        assertFalse(units == 0);
        return units;
    }

    private static MemorySegment segment(final int length, final long seed) {
        final byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    private static List<String> describe(final List<byte[]> packets) {
        return packets.stream().map(packet -> {
            final MemorySegment s = MemorySegment.ofArray(packet);
            assertTrue(Packet.isValid(s, 0, packet.length, false));
            final List<Integer> lengths = new ArrayList<>();
            for (int i = 0; i < Packet.count(s, 0, false); i++) {
                lengths.add(Packet.pieceLength(s, 0, i, false));
            }
            return "f" + Packet.fragmented(s, 0) + " c" + Packet.continuation(s, 0) + " " + lengths;
        }).toList();
    }

    private static void assertSame(final List<byte[]> expected, final List<byte[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "message " + i);
        }
    }
}
