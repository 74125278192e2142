package org.gatun.test.evs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Traces as files of text: one for each process, append-only, an event a line. */
public final class TraceFiles {
    private static final String SUFFIX = ".trace";

    private TraceFiles() {
    }

    /** Appends all events of all processes to the files of a directory, which is made where there is none. */
    public static void append(final Trace trace, final Path directory) throws IOException {
        Files.createDirectories(directory);
        for (final ProcessTrace process : trace.processes()) {
            append(process, 0, directory.resolve(EventText.process(process.id()) + SUFFIX));
        }
    }

    /**
     * Appends the events of one process from the given one on.
     *
     * @return how many events the process has: where to go on
     */
    public static int append(final ProcessTrace process, final int from, final Path file) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int event = from; event < process.size(); event++) {
                writer.append(process.line(event)).append('\n');
            }
        }
        return process.size();
    }

    /**
     * Reads all trace files of a directory.
     *
     * @throws IOException where a file cannot be read or a line is no event: the message has file and line
     */
    public static Trace read(final Path directory) throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
        }
        final Trace trace = new Trace();
        for (final Path file : files) {
            int number = 0;
            for (final String line : Files.readAllLines(file)) {
                number++;
                try {
                    EventText.parse(line, trace);
                } catch (final IllegalArgumentException e) {
                    throw new IOException(file + ":" + number + ": " + e.getMessage(), e);
                }
            }
        }
        return trace;
    }
}
