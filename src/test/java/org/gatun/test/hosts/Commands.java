package org.gatun.test.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands of this machine to their end. Any thread. */
public final class Commands {
    private static final long TIMEOUT_S = 30;

    private Commands() {
    }

    /**
     * What a command left.
     *
     * @param status exit status, 128 + signal as a shell reports it
     * @param output standard output and standard error, as they came
     */
    public record Result(List<String> command, int status, String output) {
        public boolean isSuccess() {
            return status == 0;
        }

        /** This result, or an {@link IllegalStateException} that tells the command and its output when it failed. */
        public Result orThrow() {
            if (status != 0) {
                throw new IllegalStateException(
                    "command failed: status=" + status + ", command=" + String.join(" ", command) + "\n" + output);
            }
            return this;
        }
    }

    public static Result run(final String... command) {
        return run(List.of(command), "");
    }

    /** Runs {@code command} with {@code input} as its standard input; it is killed, and this throws, after 30 seconds. */
    public static Result run(final List<String> command, final String input) {
        Path output = null;
        Path stdin = null;
        try {
            output = Files.createTempFile("gatun-command", ".out");
            final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            if (input.isEmpty()) {
                builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            } else {
                stdin = Files.createTempFile("gatun-command", ".in");
                Files.writeString(stdin, input);
                builder.redirectInput(stdin.toFile());
            }
            final Process process = builder.start();
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("command did not end: timeoutS=" + TIMEOUT_S + ", command="
                    + String.join(" ", command) + "\n" + text(output));
            }
            return new Result(command, process.exitValue(), text(output));
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + String.join(" ", command), e);
        } finally {
            delete(output);
            delete(stdin);
        }
    }

    /** Sends a signal to a process that has been started here; nothing where it has just ended. */
    public static void signal(final Process process, final String name) {
        final Result result = run("kill", "-" + name, Long.toString(process.pid()));
        try {
            if (!result.isSuccess() && !process.waitFor(1, TimeUnit.SECONDS)) {
                result.orThrow();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a batch of {@code ip(8)} commands in one process. */
    static void ip(final List<String> lines) {
        run(List.of("ip", "-batch", "-"), String.join("\n", lines) + "\n").orThrow();
    }

    private static String text(final Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void delete(final Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
