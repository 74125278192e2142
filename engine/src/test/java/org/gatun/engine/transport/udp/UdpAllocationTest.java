package org.gatun.engine.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.transport.udp.InterfaceLookup.LocalInterface;
import org.junit.jupiter.api.Test;

class UdpAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 5_000;
    private static final long COMPILED_NS = 30_000_000_000L;

    /** Counts frames. */
    private static final class CountingInput implements TotemInput {
        private long frames;

        @Override
        public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
            frames++;
        }

        @Override
        public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        }
    }

    @Test
    void shouldAllocateNothingWhenSendingAndReceiving() throws IOException {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final int port = Node.freePort();
        final CountingInput input = new CountingInput();
        try (Arena arena = Arena.ofConfined(); SocketTransport one = transport(1, port, input);
            SocketTransport two = transport(2, port, input)) {
            final MemorySegment frame = arena.allocate(1410);
            run(one, two, frame, input, WARM_UP);
            // The compiler works beside us, and may have what other tests left to do first: there must be one clean run once it has been here.
            final long endNs = System.nanoTime() + COMPILED_NS;
            long allocated;
            do {
                final long before = threads.getCurrentThreadAllocatedBytes();
                run(one, two, frame, input, ROUNDS);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            } while (allocated != 0 && System.nanoTime() - endNs < 0);
            assertEquals(0, allocated);
            assertEquals(0, two.counters().unlisted());
        }
    }

    private static SocketTransport transport(final int nodeId, final int port, final TotemInput input) {
        final List<UdpMember> members = List.of(Node.member(1, "127.0.0.1"), Node.member(2, "127.0.0.2"));
        final InetAddress address = members.get(nodeId - 1).address();
        final SocketTransport transport = SocketTransport.create(
            UdpTransportParameters.unicast(nodeId, address, port, members, true, 1000),
            bind -> new LocalInterface(bind, 1, true));
        transport.start(input, 0);
        transport.doWork(100 * Node.MS);
        return transport;
    }

    private static void run(final SocketTransport one, final SocketTransport two, final MemorySegment frame,
        final CountingInput input, final int rounds) {
        for (int i = 0; i < rounds; i++) {
            final long wanted = input.frames + 2;
            one.multicast(frame, 0, 1410);
            one.sendToken(2, frame, 10, 73);
            one.flush();
            while (input.frames < wanted) {
                two.receive(i);
            }
            two.doWork(i);
        }
    }
}
