package org.gatun.client;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.gatun.ipc.message.CsError;

/** The thread that sends health checks in a program's place. Any thread calls. */
final class SamHealth implements AutoCloseable {
    private static final int SENT_IN_INTERVAL = 4;

    private final Supplier<CsError> send;
    private final long pauseNs;
    private volatile BooleanSupplier question;
    private boolean isRunning;
    private boolean isClosed;

    /** @param send sends one */
    SamHealth(final Supplier<CsError> send, final int intervalMs) {
        this.send = send;
        pauseNs = Math.max(1, TimeUnit.MILLISECONDS.toNanos(intervalMs) / SENT_IN_INTERVAL);
        final Thread thread = new Thread(this::serve, "sam-health");
        thread.setDaemon(true);
        thread.start();
    }

    /** What to ask the program from now on. */
    void ask(final BooleanSupplier isWell) {
        question = isWell;
    }

    /** Whether to send. */
    synchronized void run(final boolean isWanted) {
        isRunning = isWanted;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    private void serve() {
        int sent = 0;
        while (awaitTurn()) {
            if (send.get() == CsError.OK) {
                sent++;
            }
            if (sent == SENT_IN_INTERVAL) {
                sent = 0;
                if (!isWell()) {
                    return;
                }
            }
        }
    }

    private boolean isWell() {
        try {
            return question.getAsBoolean();
        } catch (final RuntimeException e) {
            Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
            return false;
        }
    }

    /** Waits a quarter of an interval in which the program is started; {@code false} when there will be none. */
    private synchronized boolean awaitTurn() {
        try {
            do {
                while (!isRunning && !isClosed) {
                    wait();
                }
                final long beganNs = System.nanoTime();
                for (long left = pauseNs; left > 0 && isRunning && !isClosed; left = pauseNs - (System.nanoTime() - beganNs)) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } while (!isRunning && !isClosed);
            return !isClosed;
        } catch (final InterruptedException e) {
            // By the program, which found this thread in its group: it does not want it.
            return false;
        }
    }
}
