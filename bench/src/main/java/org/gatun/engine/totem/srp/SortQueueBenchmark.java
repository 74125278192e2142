package org.gatun.engine.totem.srp;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A message's way through the sort queue, in at the front and out when it is safe, beside an array that is indexed alike. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SortQueueBenchmark {
    private static final int BEHIND = 64;

    private FrameStore store;
    private SortQueue queue;
    private int seq;
    private int[] array;

    @Setup
    public void setUp() {
        store = new FrameStore(Arena.ofAuto());
        queue = new SortQueue(store, 0);
        array = new int[SortQueue.SIZE];
        for (seq = 0; seq < BEHIND; seq++) {
            queue.put(seq, store.allocate(1000));
        }
    }

    @Benchmark
    public int putGetRelease() {
        queue.put(seq, store.allocate(1000));
        final int handle = queue.get(seq);
        queue.release(seq - BEHIND);
        seq++;
        return handle;
    }

    @Benchmark
    public int baseline() {
        array[seq & SortQueue.SIZE - 1] = seq;
        final int handle = array[seq & SortQueue.SIZE - 1];
        array[seq - BEHIND & SortQueue.SIZE - 1] = FrameStore.NONE;
        seq++;
        return handle;
    }
}
