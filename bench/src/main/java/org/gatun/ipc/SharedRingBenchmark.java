package org.gatun.ipc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.gatun.natives.linux.Processes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request through a shared-memory ring, written by the client's end and read by the engine's end on the same thread, so that
 * nobody waits and the semaphore costs no system call; beside a copy into native memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SharedRingBenchmark {
    private static final int RING_BYTES = 1 << 20;
    private static final int HEAD = 24;

    @Param({"64", "1400", "65536"})
    public int bytes;

    private Path directory;
    private Arena arena;
    private MemorySegment message;
    private MemorySegment copy;
    private MemorySegment timespec;
    private SharedRing engine;
    private SharedRing client;

    @Setup
    public void setUp() throws IOException, IpcException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "gatun-bench-");
        final String base = directory.resolve("qb-request-bench").toString();
        engine = SharedRing.create(base, RING_BYTES, 4, Processes.getuid(), Processes.getgid());
        client = SharedRing.open(base, RING_BYTES, 4, true);
        arena = Arena.ofConfined();
        message = arena.allocate(bytes, 8);
        copy = arena.allocate(bytes, 8);
        timespec = arena.allocate(16, 8);
    }

    @TearDown
    public void tearDown() throws IOException {
        client.close();
        engine.closeAndRemove();
        Files.delete(directory);
        arena.close();
    }

    @Benchmark
    public int request() {
        client.write(message, 0, HEAD, message, HEAD, bytes - HEAD);
        final int length = engine.peek(0, timespec);
        engine.reclaim(length);
        return length;
    }

    @Benchmark
    public MemorySegment baseline() {
        MemorySegment.copy(message, 0, copy, 0, bytes);
        return copy;
    }
}
