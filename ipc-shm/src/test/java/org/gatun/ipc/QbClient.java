package org.gatun.ipc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The C program {@code qbclient.c}, built against libqb once in each JVM, as the client of a test. */
final class QbClient implements AutoCloseable {
    private static Path program;

    private final Process process;
    private final BufferedReader output;

    QbClient(final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static synchronized Path program() throws IOException {
        if (program == null) {
            final Path directory = Files.createTempDirectory("qbclient");
            directory.toFile().deleteOnExit();
            final Path source = directory.resolve("qbclient.c");
            final Path binary = directory.resolve("qbclient");
            try (InputStream in = QbClient.class.getResourceAsStream("qbclient.c")) {
                Files.copy(in, source);
            }
            final Process gcc = new ProcessBuilder("gcc", "-O1", "-Wall", "-Werror", "-o", binary.toString(), source.toString(),
                "-lqb").redirectErrorStream(true).start();
            final String text = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (gcc.waitFor() != 0) {
                    throw new IOException("this test needs a C compiler and libqb's headers: apt install gcc libqb-dev\n" + text);
                }
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
            source.toFile().deleteOnExit();
            binary.toFile().deleteOnExit();
            program = binary;
        }
        return program;
    }

    /** The next line that it wrote, {@code null} at the end. */
    String line() {
        try {
            return output.readLine();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it go on where it waits. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
