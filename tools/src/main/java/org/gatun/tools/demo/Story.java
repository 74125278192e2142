package org.gatun.tools.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the demonstration tells, with the seconds since it began, and its waiting for things to happen. Any thread. */
final class Story {
    private static final long INTERVAL_MS = 5;

    private final long startNs = System.nanoTime();

    /** Something awaited did not happen in time, or happened otherwise. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(final String message) {
            super(message);
        }
    }

    synchronized void say(final String format, final Object... arguments) {
        System.out.printf(Locale.ROOT, "%6.2f s  %s%n", seconds(startNs), String.format(Locale.ROOT, format, arguments));
    }

    static double seconds(final long sinceNs) {
        return (System.nanoTime() - sinceNs) / 1e9;
    }

    /** Seconds since the beginning. */
    double seconds() {
        return seconds(startNs);
    }

    /** Returns when the condition holds; throws with what was awaited and how things stand when it does not in time. */
    static void await(final String what, final Duration timeout, final BooleanSupplier condition, final Supplier<String> situation)
        throws FailedException, InterruptedException {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new FailedException("not within " + timeout.toSeconds() + " s: " + what + "; " + situation.get());
            }
            Thread.sleep(INTERVAL_MS);
        }
    }
}
