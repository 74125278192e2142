package org.gatun.engine.totem.pg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.gatun.engine.FuzzInput;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.CapturedFrames;

/**
 * Packets of members, in both byte orders: captured ones that were damaged, well-formed chains with any numbers, and anything. What is
 * delivered is never longer than all that came, and a sender that was not seen before is understood afterwards.
 */
final class PacketFuzzTest {
    private static final int MCAST_LENGTH = 45;
    private static final int TYPE_MCAST = 1;
    private static final int PACKETS_MAX = 200;
    private static final int FIRST_SENDER = 2;
    private static final int SENDERS = 600;
    private static final int BIG = 8;
    private static final List<byte[]> CAPTURED = CapturedFrames.ofType(TYPE_MCAST).stream().filter(frame -> frame[4] == 2)
        .map(frame -> Arrays.copyOfRange(frame, MCAST_LENGTH, frame.length)).toList();

    @FuzzTest
    void shouldSurvivePackets(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final Received node = new Received();
        long came = 0;
        for (int i = 0; i < PACKETS_MAX && input.hasRemaining(); i++) {
            final int what = input.u8();
            final int sender = FIRST_SENDER + input.u8() % 4;
            switch (what & 7) {
                case 0 -> came += deliver(node, sender, input.block(), what);
                case 1 -> {
                    final byte[] captured = CAPTURED.get(input.u8() % CAPTURED.size());
                    came += deliver(node, sender, input.patched(captured, input.u8()), what);
                }
                case 2 -> came += deliver(node, sender, Received.packetOf(input.u8(), input.u8(), input.block()), what);
                case 3 -> came += deliver(node, sender, Received.packetOf(input.u8(), input.u8(), input.block(), input.block()), what);
                case 4 -> came += deliver(node, sender, Received.packetOf(input.u8(), input.u8(), new byte[input.u16() % 65_000]), what);
                case 5 -> node.layer.onWaitingTransAck((what & BIG) != 0);
                case 6 -> node.layer.onConfigurationChange(true, new RingId(1, 8), new int[] {1}, new int[] {sender}, new int[0]);
                default -> {
                    for (int other = 0; other < SENDERS; other++) {
                        came += deliver(node, 1000 + other * (1 + what >> 4), Received.packetOf(1, 0, new byte[1]), what);
                    }
                }
            }
        }
        assertTrue(node.messages.stream().mapToLong(message -> message.length).sum() <= came);
        final int before = node.messages.size();
        node.packet(FIRST_SENDER + 4, Received.packetOf(0, 0, Received.message(1)));
        assertEquals(before + 1, node.messages.size());
    }

    private static int deliver(final Received node, final int sender, final byte[] packet, final int what) {
        node.layer.onDeliver(sender, MemorySegment.ofArray(packet), 0, packet.length, (what & BIG) != 0);
        return packet.length;
    }
}
