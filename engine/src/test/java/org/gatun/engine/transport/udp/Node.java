package org.gatun.engine.transport.udp;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.gatun.engine.transport.udp.InterfaceLookup.LocalInterface;

/** A transport on the loopback interface with an interface lookup that the test controls and a clock of its own. */
final class Node implements AutoCloseable {
    static final long MS = 1_000_000L;
    static final int DOWNCHECK = 1000;
    private static final int LOOPBACK_INDEX = 1;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger((int) (ProcessHandle.current().pid() * 2 % 20_000));

    final RecordingInput input = new RecordingInput();
    final SocketTransport transport;
    final Arena arena = Arena.ofConfined();
    boolean interfaceUp = true;
    int lookups;
    long nowNs;

    Node(final UdpTransportParameters parameters) {
        transport = SocketTransport.create(parameters, bind -> {
            lookups++;
            return new LocalInterface(bind, LOOPBACK_INDEX, interfaceUp);
        });
    }

    static Node unicast(final int nodeId, final int port, final UdpMember... members) {
        return new Node(UdpTransportParameters.unicast(nodeId, List.of(members).stream()
            .filter(m -> m.nodeId() == nodeId).findFirst().orElseThrow().address(), port, List.of(members), true, DOWNCHECK));
    }

    static UdpMember member(final int nodeId, final String address) {
        return new UdpMember(nodeId, InetAddress.ofLiteral(address));
    }

    /** A port that is free with the one below it, outside of the range from which the kernel gives ports away. */
    static int freePort() throws IOException {
        for (int attempt = 0; attempt < 1000; attempt++) {
            final int port = 10_000 + NEXT_PORT.getAndAdd(2) % 20_000;
            try (DatagramSocket upper = new DatagramSocket(port); DatagramSocket lower = new DatagramSocket(port - 1)) {
                if (upper.isBound() && lower.isBound()) {
                    return port;
                }
            } catch (final IOException e) {
                // Taken: the next.
                continue;
            }
        }
        throw new IOException("no two neighbouring ports are free");
    }

    Node start() {
        transport.start(input, nowNs);
        return advance(100);
    }

    /** Moves the clock and runs the timers. */
    Node advance(final long ms) {
        nowNs += ms * MS;
        transport.doWork(nowNs);
        return this;
    }

    /** A frame that begins with {@code kind}. */
    MemorySegment frame(final int kind, final int length) {
        final MemorySegment frame = arena.allocate(length);
        for (int i = 0; i < length; i++) {
            frame.set(ValueLayout.JAVA_BYTE, i, (byte) (kind + i));
        }
        return frame;
    }

    void multicast(final int kind, final int length) {
        transport.multicast(frame(kind, length), 0, length);
    }

    void token(final int nodeId, final int kind, final int length) {
        transport.sendToken(nodeId, frame(kind, length), 0, length);
    }

    /** Polls until so many frames are there. */
    void await(final int frames) {
        await("frames=" + frames, () -> input.frames.size() >= frames);
    }

    void await(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + 10_000 * MS;
        while (!condition.getAsBoolean()) {
            if (transport.receive(nowNs) == 0) {
                if (System.nanoTime() - deadline > 0) {
                    fail("not in time: " + what + ", frames so far=" + input.frames.size());
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        transport.close();
        arena.close();
    }
}
