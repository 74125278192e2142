package org.gatun.test.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.gatun.test.evs.TraceFiles;

/**
 * Runs seed after seed on some threads, each run on one of them, and adds them up. A run that fails is told at once, with the command that
 * replays it; once a minute, how far they are.
 */
public final class SimRuns {
    /** Of so many seeds one is run with other sequence numbers, too. */
    private static final int COMPARED = 8;
    private static final long TOLD_EVERY_NS = 60_000_000_000L;

    private final SimSummary summary;
    private final PrintStream out;
    private final Path traces;
    private final Path pictures;
    private long toldNs = System.nanoTime();

    /**
     * @param traces where what nodes and clients saw in a run that fails is written, a directory for each seed; {@code null}: nowhere
     * @param pictures where a picture of a run that fails is written; {@code null}: nowhere
     */
    public SimRuns(final SimSummary summary, final PrintStream out, final Path traces, final Path pictures) {
        this.summary = summary;
        this.out = out;
        this.traces = traces;
        this.pictures = pictures;
    }

    /** Runs so many seeds at least, and goes on until a moment of {@link System#nanoTime}. */
    public void run(final long firstSeed, final long seeds, final long endNs, final int threads) {
        final AtomicLong next = new AtomicLong();
        final List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    for (long n = next.getAndIncrement(); n < seeds || System.nanoTime() - endNs < 0; n = next.getAndIncrement()) {
                        add(run(firstSeed + n));
                    }
                }));
            }
        }
        workers.forEach(SimRuns::require);
    }

    private static void require(final Future<?> worker) {
        try {
            worker.get();
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One seed, with all that is judged of it. */
    static SimResult run(final long seed) {
        final SimPlan plan = SimPlan.of(seed);
        final SimResult result = Simulation.run(plan);
        if (seed % COMPARED != 0 || result.failure() != null || plan.corrupting() || plan.forgetful()) {
            return result;
        }
        result.report().compareStart(Simulation.run(plan.startingAt(plan.firstSeq() == 0 ? 0x7ffff000 : 0)).report());
        return result.judged();
    }

    private synchronized void add(final SimResult result) {
        summary.add(result);
        if (System.nanoTime() - toldNs > TOLD_EVERY_NS) {
            toldNs = System.nanoTime();
            out.println(summary.progress());
        }
        if (result.failure() == null) {
            return;
        }
        final long seed = result.plan().seed();
        out.println("failed: bin/gatun sim --seed=" + seed + "    # " + result.plan());
        out.println(result.failure());
        try {
            if (traces != null) {
                TraceFiles.append(result.trace(), traces.resolve(Long.toString(seed)));
            }
            if (pictures != null) {
                out.println("picture: " + Picture.write(result.plan(), pictures.resolve(seed + ".svg")));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
