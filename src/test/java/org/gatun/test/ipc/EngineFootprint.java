package org.gatun.test.ipc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Tools;
import org.gatun.test.hosts.Commands;

/**
 * What clients cost an engine.
 *
 * @param connections as the engine counts them, the one that asks included
 * @param descriptors open in the engine
 * @param threads of the engine, without those that compile, which come and go with the Java VM's work
 * @param mappings of connections' files
 * @param directories of connections in /dev/shm
 */
record EngineFootprint(long connections, int descriptors, long threads, long mappings, int directories) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String COMPILER = "C[12] CompilerThre\n";
    private static final Pattern HISTOGRAM_SUM = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

    static EngineFootprint of(final Engine engine) {
        // First, so that what is left of the asking tool is its own connection at most.
        final long connections = new Tools(engine).counter("stats.ipcs.global.active");
        final Path process = Path.of("/proc", Long.toString(engine.pid()));
        return new EngineFootprint(connections, process.resolve("fd").toFile().list().length, threads(process.resolve("task")),
            lines(process.resolve("maps")).filter(line -> line.matches(".*/qb-\\d+-\\d+-.*")).count(),
            new File("/dev/shm").list((directory, name) -> name.startsWith("qb-" + engine.pid() + "-")).length);
    }

    private static long threads(final Path tasks) {
        return Stream.of(tasks.toFile().list()).map(task -> text(tasks.resolve(task).resolve("comm")))
            .filter(name -> !name.isEmpty() && !name.matches(COMPILER)).count();
    }

    private static Stream<String> lines(final Path file) {
        return text(file).lines();
    }

    /** Empty where its thread has ended. */
    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final NoSuchFileException e) {
            return "";
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the objects that a Gatun engine has, after a collection of all garbage. */
    static long liveHeap(final Engine engine) {
        final String histogram = Commands.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(engine.pid()),
            "GC.class_histogram").orThrow().output();
        final Matcher sum = HISTOGRAM_SUM.matcher(histogram);
        if (!sum.find()) {
            throw new AssertionError("no sum: " + histogram);
        }
        return Long.parseLong(sum.group(1));
    }

    /**
     * As {@link #of}, once the connections of tools that have just ended are gone: the same twice in a row, and a directory for each
     * connection but the one that asks.
     */
    static EngineFootprint settled(final Engine engine) {
        final EngineFootprint[] last = {of(engine)};
        Await.until("a settled footprint", PATIENCE, () -> {
            final EngineFootprint now = of(engine);
            final boolean same = now.equals(last[0]) && now.directories == now.connections - 1;
            last[0] = now;
            return same ? Optional.empty() : Optional.of("" + now);
        }, () -> engine.lastLogLines(20));
        return last[0];
    }
}
