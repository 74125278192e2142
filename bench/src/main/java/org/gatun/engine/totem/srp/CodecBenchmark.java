package org.gatun.engine.totem.srp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
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

/** The codecs of the two frames that every rotation has, beside a copy of as many bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    @Param({"0", "30"})
    public int retransmitEntries;

    private MemorySegment received;
    private MemorySegment mcast;
    private OrfToken token;
    private int length;
    private int seq;

    @Setup
    public void setUp() {
        token = new OrfToken(Arena.ofAuto().allocate(OrfToken.LENGTH_MAX));
        for (int i = 0; i < retransmitEntries; i++) {
            token.addEntry(1, 100, i);
        }
        length = token.encode(1);
        received = Arena.ofAuto().allocate(OrfToken.LENGTH_MAX);
        received.copyFrom(token.bytes);
        mcast = Arena.ofAuto().allocate(Mcast.LENGTH);
    }

    @Benchmark
    public int tokenDecode() {
        return token.decode(received, 0, length, false) ? token.seq : -1;
    }

    @Benchmark
    public int tokenEncode() {
        token.seq++;
        return token.encode(1);
    }

    @Benchmark
    public MemorySegment tokenBaseline() {
        MemorySegment.copy(received, 0, token.bytes, 0, length);
        return token.bytes;
    }

    @Benchmark
    public int mcastWriteAndRead() {
        Mcast.write(mcast, 0, TotemHeader.NOT_ENCAPSULATED, 1, 0);
        Mcast.stamp(mcast, 0, seq++, seq, 1, 100);
        return TotemHeader.isValid(mcast, 0, Mcast.LENGTH) ? Mcast.seq(mcast, 0, TotemHeader.isBig(mcast, 0)) : -1;
    }

    @Benchmark
    public MemorySegment mcastBaseline() {
        MemorySegment.copy(received, 0, mcast, 0, Mcast.LENGTH);
        return mcast;
    }
}
