package org.gatun.engine.runtime.seam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.pg.PacketListener;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One delivery through the seam between two agents, in and out on the same thread, so that the cost of the seam shows and not
 * that of waking a thread; beside the JDK's bounded queue with a copy of the message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SeamBenchmark {
    @Param({"64", "1400", "65536"})
    public int bytes;

    private final Sink sink = new Sink();
    private final ArrayBlockingQueue<MemorySegment> queue = new ArrayBlockingQueue<>(Seam.SLOTS);
    private MemorySegment message;
    private MemorySegment slot;
    private DeliverySeam seam;

    @Setup
    public void setUp() {
        message = Arena.ofAuto().allocate(bytes);
        slot = Arena.ofAuto().allocate(bytes);
        seam = new DeliverySeam(Arena.ofAuto(), new Doorbell(() -> { }));
    }

    @Benchmark
    public int delivery() {
        seam.onPacket(1, message, 0, bytes, false);
        seam.poll(sink, 1, number -> { });
        return sink.length;
    }

    @Benchmark
    public MemorySegment baseline() {
        slot.copyFrom(message);
        queue.offer(slot);
        return queue.poll();
    }

    /** Takes deliveries and does nothing with them. */
    private static final class Sink implements PacketListener {
        private int length;

        @Override
        public void onPacket(final int nodeId, final MemorySegment segment, final long offset, final int packetLength,
            final boolean foreignOrder) {
            length = packetLength;
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            throw new IllegalStateException("no configuration change was put in");
        }

        @Override
        public void onSynchronisation(final boolean begins) {
            throw new IllegalStateException("no synchronisation was put in");
        }

        @Override
        public void onTokenSent() {
            throw new IllegalStateException("no token was put in");
        }
    }
}
