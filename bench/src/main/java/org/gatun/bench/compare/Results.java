package org.gatun.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatun.test.engines.EngineKind;

/** What every round measured, for each kind of engine, and the medians and ratios of it. One thread. */
final class Results {
    private final List<Load> loads;
    private final Map<EngineKind, Map<String, List<Double>>> values = new EnumMap<>(EngineKind.class);

    Results(final List<Load> loads) {
        this.loads = loads;
    }

    void add(final EngineKind kind, final Load load, final Map<String, Double> numbers) {
        for (final Load.Metric metric : load.metrics()) {
            final Double number = numbers.get(metric.name());
            if (number == null) {
                throw new IllegalStateException("the load program reports no " + metric.name() + ": " + numbers);
            }
            values.computeIfAbsent(kind, k -> new HashMap<>()).computeIfAbsent(key(load, metric), k -> new ArrayList<>()).add(number);
        }
    }

    private static String key(final Load load, final Load.Metric metric) {
        return load + "/" + metric.name();
    }

    /** The middle of all rounds, NaN when there is none. */
    double median(final EngineKind kind, final Load load, final Load.Metric metric) {
        final double[] sorted = sorted(kind, load, metric);
        final int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private double[] sorted(final EngineKind kind, final Load load, final Load.Metric metric) {
        final double[] all = values.getOrDefault(kind, Map.of()).getOrDefault(key(load, metric), List.of()).stream()
            .mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(all);
        return all;
    }

    /** Median of Gatun over median of C; NaN when one of them was not measured. */
    double ratio(final Load load, final Load.Metric metric) {
        return median(EngineKind.GATUN, load, metric) / median(EngineKind.COROSYNC, load, metric);
    }

    /** Whether Gatun is at least as fast. */
    boolean isMet(final Load load, final Load.Metric metric) {
        final double ratio = ratio(load, metric);
        return metric.moreIsBetter() ? ratio >= 1.0 : ratio <= 1.0;
    }

    /** The required ratios that are missed, described. */
    List<String> missed() {
        final List<String> missed = new ArrayList<>();
        for (final Load load : loads) {
            for (final Load.Metric metric : load.metrics()) {
                if (metric.required() && !isMet(load, metric)) {
                    missed.add(String.format(Locale.ROOT, "%s of %d bytes, %s: ratio=%.3f", load.description(), load.bytes(),
                        metric.name(), ratio(load, metric)));
                }
            }
        }
        return missed;
    }

    /** Medians with the range of the rounds, and ratios where both kinds were measured, as a table. */
    String table() {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-34s %6s %-6s %-6s", "load", "bytes", "", "unit"));
        for (final EngineKind kind : values.keySet()) {
            text.append(String.format(Locale.ROOT, " %34s", kind + " median (min..max)"));
        }
        final boolean both = values.size() == EngineKind.values().length;
        text.append(both ? "  Gatun/C" : "").append('\n');
        for (final Load load : loads) {
            for (final Load.Metric metric : load.metrics()) {
                text.append(String.format(Locale.ROOT, "%-34s %6d %-6s %-6s", load.description(), load.bytes(), metric.name(),
                    metric.unit()));
                for (final EngineKind kind : values.keySet()) {
                    final double[] sorted = sorted(kind, load, metric);
                    text.append(String.format(Locale.ROOT, " %12.1f (%9.1f..%9.1f)", metric.printed(median(kind, load, metric)),
                        metric.printed(sorted[0]), metric.printed(sorted[sorted.length - 1])));
                }
                if (both) {
                    text.append(String.format(Locale.ROOT, " %8.3f%s", ratio(load, metric),
                        !metric.required() ? "" : isMet(load, metric) ? " ok" : " MISSED"));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
