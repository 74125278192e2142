package org.gatun.test.sim;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How often each fault happened. One thread. */
public final class FaultCounts {
    private final long[] counts = new long[Fault.values().length];

    void count(final Fault fault) {
        counts[fault.ordinal()]++;
    }

    public void add(final FaultCounts other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** All that were injected, but for what follows from others. */
    public long total() {
        return injected(true) + injected(false);
    }

    /** Those of single frames, or all others. */
    public long injected(final boolean ofFrames) {
        long sum = 0;
        for (final Fault fault : Fault.values()) {
            sum += fault.isOfFrames() == ofFrames && !fault.isConsequence() ? of(fault) : 0;
        }
        return sum;
    }

    public long of(final Fault fault) {
        return counts[fault.ordinal()];
    }

    /** A line for the faults of nodes and links, one for those of frames, one for what followed. */
    @Override
    public String toString() {
        return String.format("faults of nodes and links: %d (%s)%nfaults of frames: %d (%s)%nand so: %s%n",
            injected(false), kinds(fault -> !fault.isOfFrames()), injected(true), kinds(fault -> fault.isOfFrames() && !fault.isConsequence()),
            kinds(Fault::isConsequence));
    }

    private String kinds(final Predicate<Fault> chosen) {
        return Arrays.stream(Fault.values()).filter(chosen).map(fault -> fault + " " + of(fault)).collect(Collectors.joining(", "));
    }
}
