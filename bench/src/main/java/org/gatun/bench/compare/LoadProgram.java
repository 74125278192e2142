package org.gatun.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatun.test.engines.CPrograms;
import org.gatun.test.engines.Engine;
import org.gatun.test.hosts.Layout;

/** {@code cpgload.c}, built for this machine, as a process on an engine's host. One thread. */
final class LoadProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final String name;

    private LoadProgram(final Path program, final Engine engine, final List<String> arguments) {
        final List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        name = String.join(" ", arguments) + " on " + engine;
        try {
            process = new ProcessBuilder(engine.host().onHost(command)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
        output = process.inputReader();
    }

    static Path build() {
        return CPrograms.buildLibcpgProgram(Layout.root().resolve("bench/src/main/c/cpgload.c"));
    }

    /** Starts a program that only answers or receives, and waits until it has joined the group. */
    static LoadProgram companion(final Path program, final Engine engine, final String mode, final String group) {
        final LoadProgram companion = new LoadProgram(program, engine, List.of(mode, group));
        final String line = companion.line();
        if (!"ready".equals(line)) {
            companion.close();
            throw new IllegalStateException(companion.name + " said: " + line);
        }
        return companion;
    }

    /** Runs a load to its end; returns the numbers it reports. */
    static Map<String, Double> measure(final Path program, final Engine engine, final Load load, final String group,
        final double warmS, final double seconds) {
        try (LoadProgram run = new LoadProgram(program, engine, List.of(load.mode(), group, Integer.toString(load.bytes()),
            Double.toString(warmS), Double.toString(seconds)))) {
            final String line = run.line();
            if (line == null || line.startsWith("error=")) {
                throw new IllegalStateException(run.name + " said: " + line);
            }
            final Map<String, Double> numbers = new HashMap<>();
            for (final String part : line.split(" ")) {
                final int equals = part.indexOf('=');
                numbers.put(part.substring(0, equals), Double.valueOf(part.substring(equals + 1)));
            }
            return numbers;
        }
    }

    private String line() {
        try {
            return output.readLine();
        } catch (final IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
