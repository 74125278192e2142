package org.gatun.engine.transport.knet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gatun.engine.config.ConfigFile;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.TotemReader;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.totem.TotemInput;

/** A transport on 127.0.0.ID that records what it receives. One thread. */
final class KnetNode implements AutoCloseable, TotemInput {
    static final String KEY = "key: " + "0123456789abcdef".repeat(10);
    static final String SEALED = "crypto_cipher: aes256\ncrypto_hash: sha256\n" + KEY;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    final List<byte[]> frames = new ArrayList<>();
    final List<String> reports = new ArrayList<>();
    final KnetTransport transport;
    boolean recording = true;
    private final Arena arena = Arena.ofShared();

    KnetNode(final TotemSettings settings) {
        transport = new KnetTransport(settings, true);
        transport.start(this, System.nanoTime());
    }

    /** A ring of the nodes 1 to {@code nodes} as node {@code id} reads it. */
    static TotemSettings settings(final Path directory, final int id, final int nodes, final int port, final String totem) {
        final StringBuilder text = new StringBuilder("totem {\nversion: 2\ntoken: 1000\ntransport: knet\n")
            .append("interface {\nlinknumber: 0\nmcastport: ").append(port).append("\n}\n").append(totem).append("\n}\nnodelist {\n");
        for (int node = 1; node <= nodes; node++) {
            text.append("node {\nnodeid: ").append(node).append("\nring0_addr: 127.0.0.").append(node).append("\n}\n");
        }
        try {
            final Path file = Files.writeString(directory.resolve("corosync" + id + ".conf"), text.append("}\n"));
            return new TotemReader(ConfigFile.read(file), new OneAddress("127.0.0." + id)).read();
        } catch (final IOException | ConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets nodes work until something is so. */
    static void await(final BooleanSupplier wanted, final KnetNode... nodes) {
        final long end = System.nanoTime() + TIMEOUT_NS;
        while (!wanted.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "not within 30 s");
            for (final KnetNode node : nodes) {
                node.work();
            }
            Thread.yield();
        }
    }

    void work() {
        transport.doWork(System.nanoTime());
        transport.receive(0, System.nanoTime());
    }

    MemorySegment segment(final byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    @Override
    public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
        if (recording) {
            frames.add(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Override
    public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        reports.add(link + (up ? " up" : " down"));
    }

    @Override
    public void close() {
        transport.close();
        arena.close();
    }

    /** A host with one address and no name. */
    private record OneAddress(String address) implements HostNames {
        @Override
        public String nodeName() {
            return "host";
        }

        @Override
        public List<InetAddress> interfaceAddresses() {
            return List.of(InetAddress.ofLiteral(address));
        }

        @Override
        public List<InetAddress> resolve(final String name) {
            return List.of(InetAddress.ofLiteral(name));
        }

        @Override
        public String nameOf(final InetAddress unnamed) {
            return null;
        }
    }
}
