package org.gatun.test.engines;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for conditions, with a deadline and a message. */
public final class Await {
    private static final long INTERVAL_MS = 50;

    private Await() {
    }

    /**
     * Returns when {@code problem} is empty; throws an {@link AssertionError} with the last problem and the diagnosis when it is
     * not so in time.
     */
    public static void until(final String what, final Duration timeout, final Supplier<Optional<String>> problem,
        final Supplier<String> diagnosis) {
        final long deadline = System.nanoTime() + timeout.toNanos();
        Optional<String> last = problem.get();
        while (last.isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + timeout.toMillis() + " ms: " + what + "\n" + last.get() + "\n"
                    + diagnosis.get());
            }
            try {
                Thread.sleep(INTERVAL_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
            last = problem.get();
        }
    }
}
