package org.gatun.test.engines;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatun.test.hosts.Commands;

/**
 * A process on an engine's host, a client of the engine, that takes commands and reports what it sees, both line by line. One thread
 * uses it; a thread of its own collects the reports.
 */
public abstract class ClientProgram implements AutoCloseable {
    /** Within that a process ends that has closed its input. */
    private static final Duration PIPE_END = Duration.ofSeconds(5);

    private final Engine engine;
    private final Process process;
    private final BufferedWriter commands;
    private final List<String> reports = new ArrayList<>();
    private final Supplier<String> diagnosis;

    ClientProgram(final Engine engine, final List<String> command, final Supplier<String> diagnosis) {
        this.engine = engine;
        this.diagnosis = diagnosis;
        try {
            // The libraries print to standard error while they wait.
            process = new ProcessBuilder(engine.onHost(command)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter();
        final Thread reader = new Thread(this::collect, "client-" + engine.nodeId());
        reader.setDaemon(true);
        reader.start();
    }

    private void collect() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (reports) {
                    reports.add(line);
                }
            }
        } catch (final IOException e) {
            // The process was killed with a line half written: the reports end here.
            synchronized (reports) {
                reports.add("unreadable: " + e.getMessage());
            }
        }
    }

    public final Engine engine() {
        return engine;
    }

    /** All reports so far. */
    public final List<String> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }

    /** The reports so far that begin with {@code prefix}. */
    public final List<String> reports(final String prefix) {
        return reports().stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Gives the process a command. */
    public final void command(final String line) {
        try {
            write(line);
        } catch (final IOException e) {
            throw new UncheckedIOException(this + " takes no command: " + line + "\n" + lastReports(), e);
        }
    }

    /** Gives the process a command; nothing where it has ended. */
    public final void offer(final String line) {
        try {
            write(line);
        } catch (final IOException e) {
            awaitEnd(PIPE_END);
        }
    }

    private void write(final String line) throws IOException {
        commands.write(line);
        commands.newLine();
        commands.flush();
    }

    /** Waits for the first report that begins with {@code prefix}, and returns it. */
    public final String await(final String prefix, final Duration timeout) {
        awaitReports(prefix, 1, timeout);
        return reports(prefix).getFirst();
    }

    /** Waits until there are so many reports that begin with {@code prefix}. */
    final void awaitReports(final String prefix, final int count, final Duration timeout) {
        Await.until(this + " reports \"" + prefix + "\"", timeout,
            () -> reports(prefix).size() < count ? Optional.of("last reports:\n" + lastReports()) : Optional.empty(), diagnosis);
    }

    /** Waits until there are so many reports that begin with {@code prefix}, or the process has ended; whether there are. */
    final boolean awaitReportsOrEnd(final String prefix, final int count, final Duration timeout) {
        Await.until(this + " reports \"" + prefix + "\" or ends", timeout, () -> reports(prefix).size() < count && process.isAlive()
            ? Optional.of("last reports:\n" + lastReports()) : Optional.empty(), diagnosis);
        return reports(prefix).size() >= count;
    }

    /** The last reports, for a message. */
    public final String lastReports() {
        final List<String> lines = reports();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    /** Waits for the end of the process by itself, as when its engine has gone. */
    public final void awaitEnd(final Duration timeout) {
        Await.until(this + " ends", timeout,
            () -> process.isAlive() ? Optional.of("last reports:\n" + lastReports()) : Optional.empty(), diagnosis);
    }

    /** SIGSTOP: it reads nothing more; nothing where it has just ended. */
    public final void pause() {
        Commands.signal(process, "STOP");
    }

    /** SIGCONT; nothing where it has just ended. */
    public final void resume() {
        Commands.signal(process, "CONT");
    }

    public final boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public final void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
