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
 * A process of {@code cpgrecorder.c} on an engine's host: a member of a CPG group that sends loads and reports what it sees. See
 * that file for the commands and reports. One thread uses it; a thread of its own collects the reports.
 */
public final class Recorder implements AutoCloseable {
    private final Engine engine;
    private final Process process;
    private final BufferedWriter commands;
    private final List<String> reports = new ArrayList<>();
    private final Supplier<String> diagnosis;

    Recorder(final Engine engine, final String group, final Supplier<String> diagnosis) {
        this.engine = engine;
        this.diagnosis = diagnosis;
        final List<String> command = engine.host().onHost(List.of(CPrograms.cpgRecorder().toString(), group));
        try {
            // libcpg prints to standard error while it waits.
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter();
        final Thread reader = new Thread(this::collect, "recorder-" + engine.nodeId());
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

    public Engine engine() {
        return engine;
    }

    /** All reports so far. */
    public List<String> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }

    /** The reports so far that begin with {@code prefix}. */
    public List<String> reports(final String prefix) {
        return reports().stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Gives the process a command. */
    public void command(final String line) {
        try {
            commands.write(line);
            commands.newLine();
            commands.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(this + " takes no command: " + line + "\n" + lastReports(), e);
        }
    }

    /** Waits for the first report that begins with {@code prefix}, and returns it. */
    public String await(final String prefix, final Duration timeout) {
        Await.until(this + " reports \"" + prefix + "\"", timeout,
            () -> reports(prefix).isEmpty() ? Optional.of("last reports:\n" + lastReports()) : Optional.empty(), diagnosis);
        return reports(prefix).getFirst();
    }

    /** The last reports, for a message. */
    public String lastReports() {
        final List<String> lines = reports();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    /** Waits for the end of the process by itself, as when its engine has gone. */
    public void awaitEnd(final Duration timeout) {
        Await.until(this + " ends", timeout,
            () -> process.isAlive() ? Optional.of("last reports:\n" + lastReports()) : Optional.empty(), diagnosis);
    }

    /** SIGSTOP: it reads nothing more. */
    public void pause() {
        Commands.run("kill", "-STOP", Long.toString(process.pid())).orThrow();
    }

    /** SIGCONT. */
    public void resume() {
        Commands.run("kill", "-CONT", Long.toString(process.pid())).orThrow();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "recorder on " + engine;
    }
}
