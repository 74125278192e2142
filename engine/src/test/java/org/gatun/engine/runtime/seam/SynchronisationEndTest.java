package org.gatun.engine.runtime.seam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.pg.Unpacker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chains of fragments around the end of a synchronisation that the services find late, behind the ring's deliveries. */
final class SynchronisationEndTest {
    private static final int SENDER = 2;
    private static final byte LAST_OF_SYNCHRONISATION = 0;

    private final Arena arena = Arena.ofShared();
    private final Doorbell doorbell = new Doorbell(() -> { });
    private final DeliverySeam deliveries = new DeliverySeam(arena, doorbell);
    private final List<String> seen = new ArrayList<>();
    private final Services services = new Services();
    private final Unpacker unpacker = new Unpacker(services, new GroupCounters());
    private final MulticastSeam multicasts =
        new MulticastSeam(arena, doorbell, 1, 1386, 1 << 20, 100, () -> unpacker.onSynchronisation(false));

    @BeforeEach
    void beginSynchronisation() {
        deliveries.onSynchronisation(true);
        deliveries.onConfigurationChange(false, new RingId(1, 8), new int[] {1, SENDER}, new int[0], new int[0]);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    /** Three bytes of a message for the services, whole or one of the two halves of it. */
    private void packet(final int fragmented, final int continuation, final int value) {
        final ByteArrayOutputStream piece = new ByteArrayOutputStream();
        if (continuation == 0) {
            piece.writeBytes(new byte[] {1, 0, (byte)GroupName.SERVICES.length(), 0});
            for (int i = 0; i < GroupName.SERVICES.length(); i++) {
                piece.write(GroupName.SERVICES.byteAt(i));
            }
        }
        piece.write(value);
        final byte[] bytes = piece.toByteArray();
        final ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {0, 0, 0, 0, (byte)fragmented, (byte)continuation, 1, 0, (byte)bytes.length, 0});
        packet.writeBytes(bytes);
        deliveries.onPacket(SENDER, MemorySegment.ofArray(packet.toByteArray()), 0, packet.size(), false);
    }

    private void poll() {
        deliveries.poll(unpacker, 100, multicasts::configurationReported);
    }

    @Test
    void shouldDeliverChainThatBeganBeforeTheServicesKnewOfTheEnd() {
        packet(0, 0, LAST_OF_SYNCHRONISATION);
        packet(1, 0, 5);
        poll();
        packet(0, 1, 6);
        poll();
        assertEquals(List.of("[0]", "[5, 6]"), seen);
    }

    @Test
    void shouldTakeNextSynchronisationsMessageAfterChainThatItBreaks() {
        packet(0, 0, LAST_OF_SYNCHRONISATION);
        packet(1, 0, 5);
        deliveries.onSynchronisation(true);
        deliveries.onConfigurationChange(false, new RingId(1, 12), new int[] {1, SENDER}, new int[0], new int[0]);
        packet(0, 0, LAST_OF_SYNCHRONISATION);
        packet(0, 1, 6);
        poll();
        assertEquals(List.of("[0]", "[0]", "[5, 6]"), seen);
    }

    /** Ends the synchronisation with the message that is the last of it. */
    private final class Services implements GroupListener {
        @Override
        public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset,
            final int length, final boolean foreignOrder) {
            final List<Byte> bytes = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                bytes.add(message.get(ValueLayout.JAVA_BYTE, offset + i));
            }
            seen.add(bytes.toString());
            if (bytes.getFirst() == LAST_OF_SYNCHRONISATION) {
                multicasts.synchronisationComplete();
            }
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            // Both nodes stay.
        }

        @Override
        public void onTokenSent() {
            throw new AssertionError("nobody asked for it");
        }
    }
}
