package org.gatun.test.api;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatun.test.engines.CPrograms;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.JavaPrograms;
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
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Process process;
    private final boolean isSupervised;
    private final BufferedWriter commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** @param isSupervised whether it can be a supervised program: the Java client needs its supervisor for that */
    ApiProcess(final Library library, final Engine engine, final boolean isSupervised) {
        this.isSupervised = isSupervised;
        try {
            // The libraries print to standard error while they wait.
            process = new ProcessBuilder(engine.host().onHost(command(library, isSupervised)))
                .redirectError(ProcessBuilder.Redirect.appendTo(Layout.work("api").resolve(library + ".log").toFile())).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().start(this::collect);
    }

    private static List<String> command(final Library library, final boolean isSupervised) {
        if (library == Library.C) {
            return List.of(CPrograms.apiDriver().toString());
        }
        final List<String> command = new ArrayList<>();
        if (isSupervised) {
            command.addAll(List.of(Layout.gatun().toString(), "sam", "--"));
        }
        command.addAll(JavaPrograms.command(ApiDriver.class));
        if (isSupervised) {
            command.add(Layout.work("api").resolve("registration-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet()).toString());
        }
        return command;
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

    boolean isSupervised() {
        return isSupervised;
    }

    /** SIGKILL to the program that this process supervises. */
    void killProgram() {
        process.children().findFirst().orElseThrow().destroyForcibly();
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
        return linesUpTo(END, command);
    }

    /** Waits for the end: all lines that came before, of an answer that was not complete, too, and the exit status. */
    List<String> end() {
        final List<String> all = linesUpTo(GONE, "the end");
        all.removeIf(END::equals);
        all.add("status=" + awaitEnd());
        return all;
    }

    private List<String> linesUpTo(final String last, final String what) {
        final List<String> all = new ArrayList<>();
        while (true) {
            try {
                final String line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (last.equals(line)) {
                    return all;
                }
                if (line == null || GONE.equals(line)) {
                    throw new AssertionError((line == null ? "no answer" : line) + ": " + what + "\n" + String.join("\n", all));
                }
                all.add(line);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end: " + process);
            }
            return process.exitValue();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL, to what it supervises, too; waits for the end. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitEnd();
    }
}
