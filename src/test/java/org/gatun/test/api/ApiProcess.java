package org.gatun.test.api;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatun.test.engines.CPrograms;
import org.gatun.test.engines.Engine;
import org.gatun.test.hosts.Layout;

/** A running driver on an engine's host. One thread uses it; one of its own collects the answers. */
final class ApiProcess implements AutoCloseable {
    /** Whose library. */
    enum Library {
        C,
        JAVA
    }

    private static final long PATIENCE_S = 40;
    private static final String END = ".";
    private static final String GONE = "the driver has ended";

    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    ApiProcess(final Library library, final Engine engine) {
        try {
            // The libraries print to standard error while they wait.
            process = new ProcessBuilder(engine.host().onHost(command(library)))
                .redirectError(ProcessBuilder.Redirect.appendTo(Layout.work("api").resolve(library + ".log").toFile())).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().start(this::collect);
    }

    private static List<String> command(final Library library) {
        return library == Library.C ? List.of(CPrograms.apiDriver().toString())
            : List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), ApiDriver.class.getName());
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            lines.add(GONE);
        } catch (final IOException e) {
            lines.add("unreadable: " + e.getMessage());
        }
    }

    long pid() {
        return process.pid();
    }

    /** Gives a command; {@link #answer} must follow. */
    void tell(final String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException("the driver takes no command: " + command, e);
        }
    }

    /** All lines that the command gave. */
    List<String> answer(final String command) {
        final List<String> answer = new ArrayList<>();
        while (true) {
            try {
                final String line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (END.equals(line)) {
                    return answer;
                }
                if (line == null || GONE.equals(line)) {
                    throw new AssertionError((line == null ? "no answer" : line) + ": " + command + "\n" + String.join("\n", answer));
                }
                answer.add(line);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** SIGKILL; waits for the end. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
