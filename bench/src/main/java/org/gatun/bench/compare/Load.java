package org.gatun.bench.compare;

import java.util.List;

/**
 * One kind of load on a ring, and what is read off it. See {@code cpgload.c} for the modes.
 *
 * @param mode  own, trip or rate
 * @param bytes size of each message
 */
record Load(String mode, int bytes) {
    /** What the comparison measures, in this order. */
    static final List<Load> ALL = List.of(new Load("own", 64), new Load("trip", 64), new Load("rate", 64), new Load("rate", 1400),
        new Load("rate", 64 * 1024));

    private static final List<Metric> LATENCY = List.of(new Metric("p50", false, true), new Metric("p90", false, false),
        new Metric("p99", false, true), new Metric("p99.9", false, false), new Metric("max", false, false));
    private static final List<Metric> RATE = List.of(new Metric("rate", true, true));

    /**
     * A number that the load program reports.
     *
     * @param name         its name there: a percentile in nanoseconds, or messages per second
     * @param moreIsBetter true of rates
     * @param required     whether it counts when the comparison is a test
     */
    record Metric(String name, boolean moreIsBetter, boolean required) {
        /** The number in the unit it is printed in: microseconds, or messages per second. */
        double printed(final double value) {
            return moreIsBetter ? value : value / 1000;
        }

        String unit() {
            return moreIsBetter ? "msg/s" : "us";
        }
    }

    List<Metric> metrics() {
        return "rate".equals(mode) ? RATE : LATENCY;
    }

    String description() {
        return switch (mode) {
            case "own" -> "latency to own delivery";
            case "trip" -> "round trip by another node's echo";
            default -> "rate";
        };
    }
}
