package org.gatun.engine.service.stats;

import org.gatun.engine.config.Value;

/**
 * The last times when the engine did not run for too long, the newest first, as {@code stats.schedmiss.N.timestamp} (u64, ms since
 * 1970) and {@code .delay} (float, ms). The map's thread.
 */
public final class SchedulingMisses {
    private static final int COUNT_MAX = 10;

    private final StatisticsMap map;
    private final long[] timestampMs = new long[COUNT_MAX];
    private final float[] delayMs = new float[COUNT_MAX];
    private int count;

    /** None yet; a client can clear them by {@code stats.clear.schedmiss}. */
    public SchedulingMisses(final StatisticsMap map) {
        this.map = map;
        map.onClear("schedmiss", this::clear);
    }

    /** Adds one; the oldest of more than ten is forgotten. */
    public void add(final long atMs, final float forMs) {
        System.arraycopy(timestampMs, 0, timestampMs, 1, COUNT_MAX - 1);
        System.arraycopy(delayMs, 0, delayMs, 1, COUNT_MAX - 1);
        timestampMs[0] = atMs;
        delayMs[0] = forMs;
        if (count < COUNT_MAX) {
            final int n = count++;
            map.addUntracked(key(n, "timestamp"), () -> Value.ofU64(timestampMs[n]));
            map.addUntracked(key(n, "delay"), () -> Value.ofFloat(delayMs[n]));
        }
    }

    private void clear() {
        for (int n = 0; n < count; n++) {
            map.removeUntracked(key(n, "timestamp"));
            map.removeUntracked(key(n, "delay"));
        }
        count = 0;
    }

    private static String key(final int n, final String name) {
        return "stats.schedmiss." + n + '.' + name;
    }
}
