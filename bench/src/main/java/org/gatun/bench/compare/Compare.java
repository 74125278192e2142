package org.gatun.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.engines.Mix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench compare}: a ring of C engines and a ring of Gatun engines, in turn, several times, under the same load. The engines
 * run as they do by default, with real-time priority, on hosts that a bridge of the kernel joins.
 */
@Command(name = "compare", mixinStandardHelpOptions = true,
    description = "Runs the same libcpg load on a C ring and on a Gatun ring, in turn, and prints medians and ratios. Needs root.")
public final class Compare implements Callable<Integer> {
    private static final String GROUP = "gatun-bench";
    /** Seconds of a load that do not count when it is measured: until it is steady. */
    private static final double SETTLE_S = 0.5;

    @Option(names = "--engines", split = ",", defaultValue = "corosync,gatun", paramLabel = "KIND",
        description = "The kinds to measure: ${COMPLETION-CANDIDATES}. Default: both.")
    private List<EngineKind> kinds;

    @Option(names = "--rounds", defaultValue = "5", description = "How often each ring is started and measured. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "4", description = "Length of each measurement. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warm", defaultValue = "7",
        description = "Seconds of each load on a new ring before the first is measured. Default: ${DEFAULT-VALUE}.")
    private double warm;

    @Option(names = "--nodes", defaultValue = "3", description = "Nodes of a ring, at least 2. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(names = "--ring", defaultValue = "udpu", description = "What joins the nodes: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Ring ring;

    @Option(names = "--loads", split = ",", defaultValue = "own,trip,rate", paramLabel = "MODE",
        description = "The loads to run: own (latency to own delivery), trip (round trip by an echo), rate. Default: all.")
    private List<String> modes;

    @Option(names = "--no-real-time", negatable = true, defaultValue = "true", fallbackValue = "true",
        description = "Engines without real-time priority (sched_rr: no).")
    private boolean realTime;

    @Option(names = "--require", description = "Exit with 1 when a ratio is missed: latency p50 and p99 at most 1, rates at least 1.")
    private boolean require;

    @Override
    public Integer call() {
        if (nodes < 2 || rounds < 1) {
            System.err.println("out of range: nodes=" + nodes + ", rounds=" + rounds);
            return 2;
        }
        final Path program = LoadProgram.build();
        final List<Load> loads = Load.ALL.stream().filter(load -> modes.contains(load.mode())).toList();
        final Results results = new Results(loads);
        for (int round = 1; round <= rounds; round++) {
            // Each kind goes first in every other round.
            for (final EngineKind kind : round % 2 == 1 ? kinds : kinds.reversed()) {
                System.out.println("round " + round + " of " + rounds + ": " + kind);
                measure(kind, program, loads, results);
            }
        }
        System.out.println();
        System.out.println(nodes + " nodes, " + ring.description() + ", " + (realTime ? "real-time" : "ordinary") + " priority, " + rounds + " rounds of "
            + seconds + " s after " + warm + " s of each load; " + machine());
        System.out.print(results.table());
        final List<String> missed = results.missed();
        if (!require) {
            return 0;
        }
        missed.forEach(line -> System.out.println("missed: " + line));
        return missed.isEmpty() ? 0 : 1;
    }

    private void measure(final EngineKind kind, final Path program, final List<Load> loads, final Results results) {
        final Mix mix = new Mix(Character.toString(kind.letter()).repeat(nodes));
        final List<LoadProgram> companions = new ArrayList<>();
        try (Cluster cluster = Cluster.bridged(mix, ring.settings().withRealTime(realTime)).start()) {
            final Engine first = cluster.engine(1);
            for (int id = 2; id <= nodes; id++) {
                companions.add(LoadProgram.companion(program, cluster.engine(id), id == 2 ? "echo" : "sink", GROUP));
            }
            // Virtual machines compile what they run often; both kinds get the same time before they are measured.
            for (final Load load : loads) {
                LoadProgram.measure(program, first, load, GROUP, 0, warm);
            }
            for (final Load load : loads) {
                final Map<String, Double> numbers = LoadProgram.measure(program, first, load, GROUP, SETTLE_S, seconds);
                results.add(kind, load, numbers);
                final StringBuilder line = new StringBuilder("    " + load.mode() + " " + load.bytes() + " bytes:");
                for (final Load.Metric metric : load.metrics()) {
                    line.append(String.format(" %s=%.1f %s", metric.name(), metric.printed(numbers.get(metric.name())), metric.unit()));
                }
                System.out.println(line.append(" retries=").append(numbers.get("retries").longValue()));
            }
        } finally {
            companions.forEach(LoadProgram::close);
        }
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, Linux " + System.getProperty("os.version") + ", JDK "
            + Runtime.version();
    }
}
