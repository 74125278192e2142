package org.gatun.test.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gatun.test.evs.TraceFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun sim}. */
@Command(name = "sim", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs simulated clusters under faults and judges what their nodes and clients saw.")
public final class SimCommand implements Callable<Integer> {
    @Option(names = "--seed", description = "The first seed. Default: ${DEFAULT-VALUE}.", defaultValue = "1")
    private long seed;

    @Option(names = "--seeds", description = "How many seeds. Default: ${DEFAULT-VALUE}.", defaultValue = "1")
    private long seeds;

    @Option(names = "--minutes", description = "Goes on with the next seeds for so long.", defaultValue = "0")
    private double minutes;

    @Option(names = "--traces", paramLabel = "DIR", description = "Writes what nodes and clients saw in runs that fail, a directory for each seed.")
    private Path traces;

    private SimCommand() {
    }

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new SimCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        SimLog.off();
        final SimSummary summary = new SimSummary();
        final long endNs = System.nanoTime() + (long)(minutes * 60e9);
        for (long i = 0; i < seeds || System.nanoTime() - endNs < 0; i++) {
            final SimResult result = Simulation.run(SimPlan.of(seed + i));
            summary.add(result);
            if (result.failure() != null) {
                System.out.println(SimSummary.describe(result));
                if (traces != null) {
                    TraceFiles.append(result.trace(), traces.resolve(Long.toString(result.plan().seed())));
                }
            }
        }
        System.out.print(summary);
        return summary.failures() == 0 ? 0 : 1;
    }
}
