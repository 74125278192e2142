package org.gatun.tools.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine that tell others of events. Stateless; any thread. */
public final class Programs {
    private static final int TIMEOUT_S = 10;

    private Programs() {
    }

    /** Whether a program of this name is in a directory of {@code PATH}. */
    public static boolean isInstalled(final String name) {
        final String path = System.getenv("PATH");
        return path != null && Stream.of(path.split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** Runs a program to its end, at most ten seconds; answers what went wrong, if anything did. */
    public static Optional<String> run(final List<String> command) {
        final String name = command.getFirst();
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
            // What these programs say fits into the pipe.
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of(name + ": not done after " + TIMEOUT_S + " s");
            }
            if (process.exitValue() == 0) {
                return Optional.empty();
            }
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(name + ": exit status " + process.exitValue() + output.lines().findFirst().map(line -> ": " + line).orElse(""));
        } catch (final IOException e) {
            return Optional.of(name + ": " + e.getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(name + ": interrupted");
        }
    }
}
