package org.gatun.bench.micro;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench micro}: the JMH benchmarks, with the bytes that each operation allocates. */
@Command(name = "micro", mixinStandardHelpOptions = true,
    description = "Runs the JMH micro-benchmarks, each beside a baseline; times and allocated bytes are per operation.")
public final class Micro implements Callable<Integer> {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Parameters(arity = "0..*", paramLabel = "REGEX",
        description = "Only benchmarks whose names match, as Codec or SeamBenchmark. Default: all.")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "One fork and short iterations: the order of magnitude, not the number.")
    private boolean quick;

    @Option(names = "--verbose", description = "Print what JMH prints of every iteration.")
    private boolean verbose;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class).shouldFailOnError(true)
            .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
            .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders");
        for (final String name : names) {
            options = options.include(name);
        }
        if (quick) {
            options = options.forks(1).warmupIterations(2).warmupTime(TimeValue.milliseconds(300)).measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(300));
        }
        final Collection<RunResult> results = new Runner(options.build()).run();
        System.out.printf(Locale.ROOT, "%-45s %-24s %12s %12s %10s%n", "benchmark", "parameters", "ns/op", "+-", "bytes/op");
        results.forEach(Micro::print);
        return results.isEmpty() ? 1 : 0;
    }

    private static void print(final RunResult run) {
        final BenchmarkParams benchmark = run.getParams();
        final StringBuilder parameters = new StringBuilder();
        for (final String key : benchmark.getParamsKeys()) {
            parameters.append(parameters.isEmpty() ? "" : " ").append(key).append('=').append(benchmark.getParam(key));
        }
        final String[] name = benchmark.getBenchmark().split("[.]");
        final Result<?> time = run.getPrimaryResult();
        final Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
        System.out.printf(Locale.ROOT, "%-45s %-24s %12.1f %12.1f %10s%n", name[name.length - 2] + "." + name[name.length - 1], parameters,
            time.getScore(), time.getScoreError(), allocated == null ? "?" : String.format(Locale.ROOT, "%.1f", allocated.getScore()));
    }
}
