package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatun.client.Cmap;
import org.gatun.client.CsException;
import org.gatun.ipc.message.SamMessages;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.JavaPrograms;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;

/** A running supervisor with its program, on an engine's host; see {@link SamProgram} for commands and reports. One thread. */
final class SupervisedProgram implements AutoCloseable {
    private static final long PATIENCE_S = 20;
    private static final String END = "the end";

    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

    /** Starts it; it reports that it is registered. */
    SupervisedProgram(final Engine engine, final int intervalMs, final int policy) {
        this(engine, command("" + intervalMs, "" + policy));
    }

    /** Starts a command line that is a supervisor with a program. */
    SupervisedProgram(final Engine engine, final List<String> command) {
        try {
            process = new ProcessBuilder(engine.host().onHost(command))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter();
        Thread.ofPlatform().daemon().start(this::collect);
    }

    /** The command line of a supervisor with the program's arguments. */
    static List<String> command(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(Layout.gatun().toString(), "sam", "--"));
        command.addAll(javaProgram());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The Java program alone. */
    static List<String> javaProgram() {
        return JavaPrograms.command(SamProgram.class);
    }

    private void collect() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reports.add(line);
            }
            reports.add(END);
        } catch (final IOException e) {
            reports.add("unreadable: " + e.getMessage());
        }
    }

    /** Gives a command. */
    void tell(final String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next report, which must be this. */
    void expect(final String report) {
        try {
            assertEquals(report, reports.poll(PATIENCE_S, TimeUnit.SECONDS));
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a command that succeeds. */
    void call(final String command) {
        tell(command);
        expect(command.replaceAll(" .*", "") + " 1");
    }

    /** Waits for the end of program and supervisor, with no more reports; answers the exit status. */
    int awaitEnd() {
        expect(END);
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end: " + process);
            }
            return process.exitValue();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM to the supervisor; Process.destroy() would close the program's standard input, too. */
    void terminate() {
        Commands.run("kill", "-TERM", Long.toString(process.pid())).orThrow();
    }

    /** SIGKILL to the program. */
    void killProgram() {
        program().destroyForcibly();
    }

    private ProcessHandle program() {
        return process.children().findFirst().orElseThrow();
    }

    /** What tells the program where its supervisor is: {@code NAME=VALUE}. */
    String socketVariable() {
        try {
            return Stream.of(Files.readString(Path.of("/proc", "" + program().pid(), "environ")).split("\0"))
                .filter(variable -> variable.startsWith(SamMessages.SOCKET_VARIABLE + "=")).findFirst().orElseThrow();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys that show its state, without their common prefix. */
    Map<String, String> keys(final Cmap cmap) throws CsException {
        final String prefix = "resources.process." + process.pid() + ".";
        final Map<String, String> keys = new TreeMap<>();
        for (final String key : cmap.keys(prefix)) {
            keys.put(key.substring(prefix.length()), cmap.get(key).toString());
        }
        return keys;
    }

    /** SIGKILL, to the program, too. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
