package org.gatun.test.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.transport.udp.SocketTransport;
import org.gatun.engine.transport.udp.UdpTransportParameters;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Processes;
import org.gatun.test.engines.Await;
import org.gatun.test.hosts.Host;

/** A transport on a thread of its own that lives in a host's network namespace. Frames are recorded. One user thread. */
final class HostTransport implements AutoCloseable, TotemInput {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<byte[]> frames = new ArrayList<>();
    private final List<Boolean> reports = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final SocketTransport transport;

    HostTransport(final Host host, final UdpTransportParameters parameters) {
        transport = onHost(() -> {
            final int fd = Errno.check("open", Files.open("/run/netns/" + host.namespace(), Files.O_RDONLY, 0));
            Errno.check("setns", Processes.setns(fd, Processes.CLONE_NEWNET));
            Files.close(fd);
            return SocketTransport.create(parameters);
        });
        onHost(() -> {
            transport.start(this, System.nanoTime());
            return null;
        });
    }

    /** Runs on the host's thread. */
    <T> T onHost(final Callable<T> action) {
        try {
            return thread.submit(action).get();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    SocketTransport transport() {
        return transport;
    }

    /** Polls and runs the timers until {@code wanted} holds on the host's thread. */
    void await(final String what, final Supplier<Boolean> wanted) {
        Await.until(what, TIMEOUT, () -> onHost(() -> {
            transport.doWork(System.nanoTime());
            while (transport.receive(System.nanoTime()) > 0) {
                continue;
            }
            return wanted.get() ? Optional.empty() : Optional.of("frames=" + frames.size() + ", reports=" + reports);
        }), () -> "");
    }

    void multicast(final byte[] frame) {
        final MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
        onHost(() -> {
            transport.multicast(segment, 0, frame.length);
            return null;
        });
    }

    void token(final int nodeId, final byte[] frame) {
        final MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
        onHost(() -> {
            transport.sendToken(nodeId, segment, 0, frame.length);
            return null;
        });
    }

    void flush() {
        onHost(() -> {
            transport.flush();
            return null;
        });
    }

    /** The token was lost: check the interface. */
    void check() {
        onHost(() -> {
            transport.checkInterfaces(System.nanoTime());
            return null;
        });
    }

    List<byte[]> frames() {
        return frames;
    }

    List<Boolean> reports() {
        return reports;
    }

    @Override
    public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
        final byte[] frame = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, frame, 0, length);
        frames.add(frame);
    }

    @Override
    public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        reports.add(up);
    }

    @Override
    public void close() {
        onHost(() -> {
            transport.close();
            return null;
        });
        thread.shutdown();
        arena.close();
    }
}
