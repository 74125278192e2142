package org.gatun.engine.totem.pg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.CapturedFrames;
import org.junit.jupiter.api.Test;

final class ReassemblyTest {
    private static final int MCAST_LENGTH = 45;
    private static final int TYPE_MCAST = 1;

    private final Received node = new Received();

    /** A votequorum node info, the first message of a node: one piece of 37 bytes. */
    @Test
    void shouldDeliverACapturedPacketOfOneMessage() {
        node.packet(captured(0, 0, 37));
        assertEquals(List.of(GroupName.SERVICES), node.groups);
        assertEquals(32, node.messages.get(0).length);
        assertEquals(5, node.messages.get(0)[2]);
    }

    @Test
    void shouldDeliverACapturedPacketOfThreeMessages() {
        node.packet(captured(0, 0, 37, 37, 40));
        assertEquals(List.of(GroupName.SERVICES, GroupName.SERVICES, GroupName.SYNC), node.groups);
        assertEquals(List.of(32, 32, 32), lengths());
    }

    @Test
    void shouldAssembleACapturedFragmentChain() {
        final byte[] first = captured(1, 0, 173, 1225);
        node.packet(first);
        assertEquals(List.of(168), lengths());
        node.packet(captured(2, 1, 1400));
        node.packet(captured(3, 2, 1400));
        assertEquals(1, node.messages.size());
        node.packet(captured(0, 3, 164));
        assertEquals(List.of(168, 4184), lengths());
        assertEquals(0, node.counters.packetsDropped);
    }

    @Test
    void shouldReadThePacketsOfAForeignByteOrder() {
        final byte[] packet = captured(0, 0, 37, 37, 40);
        final MemorySegment s = MemorySegment.ofArray(packet);
        swap(packet, 0, 2, 6, 8, 10, 12);
        int piece = 14;
        for (final int length : new int[] {37, 37, 40}) {
            swap(packet, piece, piece + 2);
            piece += length;
        }
        node.layer.onDeliver(Received.SENDER, s, 0, packet.length, true);
        assertEquals(List.of(32, 32, 32), lengths());
        node.packet(packet);
        assertEquals(1, node.counters.packetsDropped);
    }

    @Test
    void shouldThrowAwayUpToTheFirstWholePacketWhenItJoinsInAChain() {
        node.packet(Received.packetOf(5, 4, Received.message(1)));
        node.packet(Received.packetOf(6, 5, Received.message(2)));
        node.packet(Received.packetOf(0, 6, Received.message(3), Received.message(4)));
        assertEquals(0, node.messages.size());
        node.packet(Received.packetOf(0, 0, Received.message(5)));
        assertEquals(1, node.messages.size());
    }

    /** What a C node in the same place discards must not reach the services here either. */
    @Test
    void shouldThrowAwayAChainThatBeginsInTheMiddleOfAnother() {
        node.packet(Received.packetOf(2, 1, Received.message(1)));
        final byte[] message = Received.message(2);
        node.packet(Received.packetOf(1, 2, Received.message(3), Arrays.copyOf(message, 4)));
        node.packet(Received.packetOf(0, 1, Arrays.copyOfRange(message, 4, 6), Received.message(4)));
        assertEquals(0, node.messages.size());
        node.packet(Received.packetOf(0, 0, Received.message(5)));
        assertEquals(1, node.messages.size());
    }

    @Test
    void shouldStartCleanlyWhenAnUnfragmentedPacketBreaksAChain() {
        final byte[] message = Received.message(1);
        node.packet(Received.packetOf(1, 0, Arrays.copyOf(message, 3)));
        node.packet(Received.packetOf(0, 0, Received.message(2)));
        assertEquals(0, node.messages.size());
        node.packet(Received.packetOf(0, 0, Received.message(3)));
        assertEquals(List.of(1), lengths());
    }

    @Test
    void shouldKeepSendersApart() {
        final byte[] message = Received.message(1);
        node.packet(3, Received.packetOf(1, 0, Arrays.copyOf(message, 3)));
        node.packet(4, Received.packetOf(1, 0, Arrays.copyOf(message, 2)));
        node.packet(3, Received.packetOf(0, 1, Arrays.copyOfRange(message, 3, 6)));
        node.packet(4, Received.packetOf(0, 1, Arrays.copyOfRange(message, 2, 6)));
        assertEquals(List.of(1, 1), lengths());
    }

    @Test
    void shouldKeepThePhasesApart() {
        final byte[] message = Received.message(1);
        node.layer.onWaitingTransAck(false);
        node.packet(Received.packetOf(1, 0, Arrays.copyOf(message, 3)));
        node.layer.onWaitingTransAck(true);
        node.packet(Received.packetOf(0, 0, Received.message(2)));
        assertEquals(1, node.messages.size());
        node.layer.onWaitingTransAck(false);
        node.packet(Received.packetOf(0, 1, Arrays.copyOfRange(message, 3, 6)));
        assertEquals(List.of(1, 1), lengths());
    }

    @Test
    void shouldForgetWhatANodeThatLeftBegan() {
        final byte[] message = Received.message(1);
        node.packet(Received.packetOf(1, 0, Arrays.copyOf(message, 3)));
        node.layer.onConfigurationChange(true, new RingId(1, 8), new int[] {1}, new int[] {Received.SENDER}, new int[0]);
        node.packet(Received.packetOf(0, 1, Arrays.copyOfRange(message, 3, 6)));
        assertEquals(0, node.messages.size());
        node.packet(Received.packetOf(0, 0, Received.message(2)));
        assertEquals(1, node.messages.size());
    }

    @Test
    void shouldKeepWhatANodeThatStaysBegan() {
        final byte[] message = Received.message(1);
        node.packet(Received.packetOf(1, 0, Arrays.copyOf(message, 3)));
        node.layer.onConfigurationChange(false, new RingId(1, 8), new int[] {1, Received.SENDER}, new int[0], new int[] {4});
        node.packet(Received.packetOf(0, 1, Arrays.copyOfRange(message, 3, 6)));
        assertEquals(1, node.messages.size());
    }

    @Test
    void shouldDropAMessageThatGrowsTooLong() {
        final byte[] piece = new byte[60_000];
        int fragment = 1;
        node.packet(Received.packetOf(fragment, 0, piece));
        for (int i = 0; i < 40; i++) {
            node.packet(Received.packetOf(fragment + 1, fragment, piece));
            fragment++;
        }
        assertEquals(1, node.counters.messagesTooLong);
        node.packet(Received.packetOf(0, fragment, piece));
        assertEquals(0, node.messages.size());
        node.packet(Received.packetOf(0, 0, Received.message(1)));
        assertEquals(1, node.messages.size());
    }

    /** 65,535 names of 65,535 bytes each: their sum does not fit an int. */
    @Test
    void shouldDropAGroupHeaderWhoseNamesAreLongerThanAnyMessage() {
        final byte[] names = new byte[2 + 2 * 65_535];
        Arrays.fill(names, (byte)0xff);
        final int cut = 60_000;
        node.packet(Received.packetOf(1, 0, Arrays.copyOf(names, cut)));
        node.packet(Received.packetOf(2, 1, Arrays.copyOfRange(names, cut, 2 * cut)));
        node.packet(Received.packetOf(0, 2, Arrays.copyOfRange(names, 2 * cut, names.length)));
        assertEquals(0, node.messages.size());
        assertEquals(1, node.counters.packetsDropped);
    }

    @Test
    void shouldDropWhatHasNoOrUnknownGroups() {
        node.packet(Received.packetOf(0, 0, new byte[0], new byte[] {1}, new byte[] {0, 0}, new byte[] {1, 0, 9, 0, 'a'}));
        assertEquals(4, node.counters.packetsDropped);
        node.packet(Received.packetOf(0, 0, new byte[] {1, 0, 1, 0, 'b', 5}, new byte[] {1, 0, 2, 0, 'a', 'a'}));
        assertEquals(0, node.messages.size());
        node.packet(Received.packetOf(0, 0, new byte[] {2, 0, 1, 0, 1, 0, 'b', 'a', 5}));
        assertEquals(List.of(1), lengths());
    }

    /** Otherwise a message of a megabyte that names one group everywhere would be delivered tens of thousands of times. */
    @Test
    void shouldDeliverOnceWhatNamesAGroupTwice() {
        node.packet(Received.packetOf(0, 0, new byte[] {2, 0, 1, 0, 1, 0, 'a', 'a', 5}));
        assertEquals(List.of(1), lengths());
    }

    @Test
    void shouldDropPacketsWhoseLengthsDoNotAddUp() {
        final byte[] packet = Received.packetOf(0, 0, Received.message(1), Received.message(2));
        for (int length = 0; length < packet.length; length++) {
            node.packet(Arrays.copyOf(packet, length));
        }
        node.packet(Arrays.copyOf(packet, packet.length + 1));
        assertEquals(packet.length + 1, node.counters.packetsDropped);
        assertEquals(0, node.messages.size());
    }

    @Property(tries = 500)
    void shouldSurviveAnyBytes(@ForAll final List<@Size(max = 80) byte[]> packets) {
        packets.forEach(node::packet);
        final int before = node.messages.size();
        node.packet(99, Received.packetOf(0, 0, Received.message(1)));
        assertEquals(before + 1, node.messages.size());
    }

    /** Well-formed packets with arbitrary fragment numbers and pieces: nothing is read beyond a packet. */
    @Property(tries = 500)
    void shouldSurviveAnyChain(@ForAll @Size(max = 30) final List<@IntRange(min = 0, max = 3) Integer> fragments,
        @ForAll @Size(min = 1, max = 4) final List<@Size(max = 12) byte[]> pieces) {
        int last = 0;
        for (final int fragment : fragments) {
            node.packet(Received.packetOf(fragment, last, pieces.toArray(byte[][]::new)));
            last = fragment;
        }
        assertTrue(node.counters.messagesTooLong == 0);
    }

    private List<Integer> lengths() {
        return node.messages.stream().map(message -> message.length).toList();
    }

    private static void swap(final byte[] bytes, final int... offsets) {
        for (final int offset : offsets) {
            final byte low = bytes[offset];
            bytes[offset] = bytes[offset + 1];
            bytes[offset + 1] = low;
        }
    }

    /** The first packet of the captures with these fragment numbers and pieces. */
    private static byte[] captured(final int fragmented, final int continuation, final Integer... pieces) {
        for (final byte[] frame : CapturedFrames.ofType(TYPE_MCAST)) {
            final byte[] packet = Arrays.copyOfRange(frame, MCAST_LENGTH, frame.length);
            final MemorySegment s = MemorySegment.ofArray(packet);
            if (frame[4] != 2 || Packet.fragmented(s, 0) != fragmented || Packet.continuation(s, 0) != continuation) {
                continue;
            }
            final List<Integer> lengths = new ArrayList<>();
            for (int i = 0; i < Packet.count(s, 0, false); i++) {
                lengths.add(Packet.pieceLength(s, 0, i, false));
            }
            if (lengths.equals(Arrays.asList(pieces))) {
                return packet;
            }
        }
        throw new AssertionError("no such packet was captured: pieces=" + Arrays.toString(pieces));
    }
}
