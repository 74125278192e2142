package org.gatun.test.sim;

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

    public long total() {
        long total = 0;
        for (final long count : counts) {
            total += count;
        }
        return total;
    }

    public long of(final Fault fault) {
        return counts[fault.ordinal()];
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (final Fault fault : Fault.values()) {
            text.append(text.isEmpty() ? "" : ", ").append(fault.name().toLowerCase().replace('_', ' ')).append(' ').append(of(fault));
        }
        return text.toString();
    }
}
