package org.gatun.test.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/gatun sim}. */
@Command(name = "gatun sim", sortOptions = false,
    description = "Runs simulated clusters under faults, each from a seed, and judges what their nodes and clients saw. The same seed gives the same run."
        + " Exit status 1: a run failed.")
public final class SimCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "N", description = "The first seed. Default: ${DEFAULT-VALUE}.", defaultValue = "1")
    private long seed;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds, one after the other. Default: ${DEFAULT-VALUE}.", defaultValue = "1")
    private long seeds;

    @Option(names = "--minutes", paramLabel = "N", description = "Goes on with the next seeds for so long.", defaultValue = "0")
    private double minutes;

    @Option(names = "--threads", paramLabel = "N", description = "Runs so many seeds at a time. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--traces", paramLabel = "DIR", description = "Writes what nodes and clients saw in runs that fail, a directory for each seed.")
    private Path traces;

    @Option(names = "--pictures", paramLabel = "DIR", description = "Writes a space-time picture (SVG) of each run that fails.")
    private Path pictures;

    @Option(names = "--picture", paramLabel = "FILE", description = "Writes a space-time picture (SVG) of the first seed: of what led to the failure,"
        + " or of the run's end.")
    private Path picture;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private SimCommand() {
    }

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new SimCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (threads < 1 || seeds < 1 || minutes < 0) {
            throw new ParameterException(spec.commandLine(), "threads and seeds are 1 at least, minutes 0");
        }
        SimLog.off();
        final SimSummary summary = new SimSummary();
        new SimRuns(summary, System.out, traces, pictures).run(seed, seeds, System.nanoTime() + (long)(minutes * 60e9), threads);
        if (picture != null) {
            Picture.write(SimPlan.of(seed), picture);
        }
        System.out.print(summary);
        return summary.failed().isEmpty() ? 0 : 1;
    }
}
