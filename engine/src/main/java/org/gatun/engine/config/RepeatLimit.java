package org.gatun.engine.config;

/**
 * Keeps one kind of log line, which hostile packets may cause without end, to one in an interval, and counts the others. One thread.
 *
 * <pre>
 *   if (limit.permits(nowNs)) {
 *       LOGGER.warn("Packet of an unknown sender dropped ({} more since the last such line)", limit.takeSuppressed());
 *   }
 * </pre>
 */
public final class RepeatLimit {
    private final long intervalNs;
    private long nextNs;
    private boolean started;
    private long suppressed;

    /** At most one line every {@code intervalNs} nanoseconds. */
    public RepeatLimit(final long intervalNs) {
        this.intervalNs = intervalNs;
    }

    /** True if a line may be written now; if not, it is counted. */
    public boolean permits(final long nowNs) {
        if (started && nextNs - nowNs > 0) {
            suppressed++;
            return false;
        }
        started = true;
        nextNs = nowNs + intervalNs;
        return true;
    }

    /** How many lines were not written since the last call. */
    public long takeSuppressed() {
        final long count = suppressed;
        suppressed = 0;
        return count;
    }
}
