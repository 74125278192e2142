package org.gatun.engine.runtime;

import java.util.Locale;
import java.util.function.IntSupplier;
import org.gatun.engine.service.stats.SchedulingMisses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks three times in a token timeout whether the engine was kept from running for most of one, and says so. On the services' thread. */
final class PauseWatch implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger("MAIN");
    private static final long NANOS_PER_MS = 1_000_000;
    private static final double THRESHOLD = 0.8;
    private static final int LOOKS = 3;

    private final IntSupplier tokenMs;
    private final SchedulingMisses misses;
    private long lookedNs;
    private long thresholdNs;
    private long deadlineNs;
    private boolean looking;

    /** @param tokenMs the token timeout in force */
    PauseWatch(final IntSupplier tokenMs, final SchedulingMisses misses) {
        this.tokenMs = tokenMs;
        this.misses = misses;
    }

    @Override
    public int doWork(final long nowNs) {
        if (!looking) {
            looking = true;
            lookAgain(nowNs);
        }
        if (deadlineNs - nowNs > 0) {
            return 0;
        }
        final long pauseNs = nowNs - lookedNs;
        if (pauseNs > thresholdNs) {
            final long atMs = System.currentTimeMillis();
            LOG.warn("{}", String.format(Locale.ROOT, "Corosync main process was not scheduled (@%d) for %.4f ms (threshold is %.4f ms)."
                + " Consider token timeout increase.", atMs, pauseNs / (double)NANOS_PER_MS, thresholdNs / (double)NANOS_PER_MS));
            misses.add(atMs, pauseNs / (float)NANOS_PER_MS);
        }
        lookAgain(nowNs);
        return 0;
    }

    @Override
    public long nextDeadlineNs(final long nowNs) {
        return looking ? deadlineNs : nowNs;
    }

    private void lookAgain(final long nowNs) {
        final long tokenNs = tokenMs.getAsInt() * NANOS_PER_MS;
        lookedNs = nowNs;
        thresholdNs = (long)(tokenNs * THRESHOLD);
        deadlineNs = nowNs + tokenNs / LOOKS;
    }
}
