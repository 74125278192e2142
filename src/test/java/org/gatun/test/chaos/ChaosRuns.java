package org.gatun.test.chaos;

import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/chaos}: run after run of {@link HostChaos} for some minutes, each with the next seed, or one run of a given seed. */
@Command(name = "chaos", description = "Rings of C corosync and Gatun on test hosts, with faults; needs root.", mixinStandardHelpOptions = true)
public final class ChaosRuns implements Runnable {
    @Option(names = "--minutes", paramLabel = "N", description = "how long; without it one run")
    private int minutes;

    @Option(names = "--seed", paramLabel = "N", description = "of the first run; by default from the time")
    private long seed = System.currentTimeMillis() / 1000;

    @Option(names = "--steps", paramLabel = "N", description = "faults of a run: ${DEFAULT-VALUE}")
    private int steps = 30;

    @Option(names = "--debug", description = "engines log at debug level")
    private boolean debug;

    private final ChaosSummary summary = new ChaosSummary();

    /** The exit status is 1 where a run failed. */
    public static void main(final String[] arguments) {
        final ChaosRuns runs = new ChaosRuns();
        final int status = new CommandLine(runs).execute(arguments);
        System.exit(status != 0 ? status : runs.summary.isGood() ? 0 : 1);
    }

    @Override
    public void run() {
        final long endNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        long count = 0;
        do {
            run(ChaosPlan.of(seed + count++, steps));
        } while (System.nanoTime() - endNs < 0);
        System.out.print(summary);
    }

    private void run(final ChaosPlan plan) {
        final long startNs = System.nanoTime();
        System.out.print(plan + " ");
        System.out.flush();
        try {
            HostChaos.run(plan, debug, summary);
            System.out.println("ok " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs) + " s");
        } catch (final AssertionError e) {
            System.out.println("FAILED");
            System.out.println(e.getMessage());
            e.getCause().printStackTrace(System.out);
        }
    }
}
