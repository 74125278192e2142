package org.gatun.engine.totem.pg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupAllocationTest {
    private static final int MESSAGES = 2000;
    private static final int ATTEMPTS = 20;

    private final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {64, 1400, 20_000})
    void shouldAllocateNothingFromMulticastToDeliveryWhenWarm(final int length) {
        try (LoneRing node = new LoneRing().started(); Arena arena = Arena.ofConfined()) {
            final MemorySegment s = arena.allocate(length);
            node.recording = false;
            sendAll(node, s, length);
            long allocated = Long.MAX_VALUE;
            // The compiler may allocate on this thread's account while it settles; one clean run is the proof.
            for (int attempt = 0; attempt < ATTEMPTS && allocated != 0; attempt++) {
                final long delivered = node.delivered;
                final long before = threads.getCurrentThreadAllocatedBytes();
                sendAll(node, s, length);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertEquals((long)MESSAGES * length, node.delivered - delivered);
            }
            assertEquals(0, allocated);
        }
    }

    @Test
    void shouldAllocateNothingWhenItAssemblesFragments() {
        final Received node = new Received();
        node.recording = false;
        final MemorySegment first = MemorySegment.ofArray(Received.packetOf(1, 0, Received.message(1), new byte[1000]));
        final MemorySegment last = MemorySegment.ofArray(Received.packetOf(0, 1, new byte[900], Received.message(1)));
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && allocated != 0; attempt++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < MESSAGES; i++) {
                node.layer.onDeliver(Received.SENDER, first, 0, (int)first.byteSize(), false);
                node.layer.onDeliver(Received.SENDER, last, 0, (int)last.byteSize(), false);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated);
        assertTrue(node.counters.packetsDropped > 0);
    }

    private static void sendAll(final LoneRing node, final MemorySegment s, final int length) {
        int sent = 0;
        while (sent < MESSAGES) {
            if (node.send(s, length / 2, length - length / 2)) {
                sent++;
            } else {
                node.run(1);
            }
        }
        node.run(400);
    }
}
