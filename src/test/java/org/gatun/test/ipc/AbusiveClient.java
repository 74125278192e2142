package org.gatun.test.ipc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatun.test.engines.CPrograms;
import org.gatun.test.engines.Engine;

/** A process of {@code ipcabuse.c} on an engine's host; see that file for its modes. Killed when it runs for too long. One thread. */
final class AbusiveClient implements AutoCloseable {
    private static final long LONGEST_S = 60;

    private final Process process;
    private final BufferedReader reports;

    /** Returns when it has begun. */
    AbusiveClient(final Engine engine, final String mode, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(CPrograms.ipcAbuse().toString(), mode));
        command.addAll(List.of(arguments));
        try {
            // The libraries print to standard error while they wait.
            process = new ProcessBuilder(engine.host().onHost(command)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture.delayedExecutor(LONGEST_S, TimeUnit.SECONDS).execute(process::destroyForcibly);
        reports = process.inputReader();
        await("ready");
    }

    /** Waits for its next report, which must be this. */
    void await(final String report) {
        try {
            final String line = reports.readLine();
            if (!report.equals(line)) {
                throw new AssertionError(process + ": " + line + " and not " + report);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends its standard input. */
    void endInput() {
        try {
            process.outputWriter().close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; waits for the end. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(LONGEST_S, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
