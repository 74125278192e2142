package org.gatun.test.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.gatun.test.engines.Engine;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;

/** Runs command lines with the C tools and with those of the image. One thread. */
final class Twins implements AutoCloseable {
    /** The two sets of tools. */
    enum Kind {
        C,
        GATUN
    }

    /** Leaves what the two print different by nature out. */
    private static final String MASK = "s/^Date: .*/Date:/; s/^\\(# Corosync configuration .*\\) at 2.*\\(Z\\|[+-][0-9:]*\\)$/\\1 \\2/";
    /** Splits standard output and error, and ends with the status of the command line. */
    private static final String SCRIPT = """
        run() { timeout -k 1 20 "$PREFIX$@"; }
        serve() { printf '%%s\\0' "$@" >"$W/call"; read -r status <"$W/done"; return "$status"; }
        for tool in cfgtool cmapctl cpgtool quorumtool keygen notifyd xmlproc; do
          eval "$tool() { $MANNER $tool \\"\\$@\\"; }"
        done
        : >"$W/out" && : >"$W/err"
        (eval "$1") >>"$W/out" 2>>"$W/err" </dev/null
        status=$?
        sed '%s' "$W/out"
        sed "s#^$PREFIX#corosync-#; s/^/error: /" "$W/err"
        echo "status: $status"
        """.formatted(MASK);

    private final Map<Engine, Process> servers = new HashMap<>();

    static String prefix(final Kind kind) {
        return kind == Kind.C ? "corosync-" : Layout.root().resolve("target/image/bin/corosync-").toString();
    }

    /** What a command line prints on a node, and its exit status in the last line. */
    String run(final Engine engine, final Kind kind, final String line) {
        return run(engine, kind, "run", line);
    }

    /** As {@link #run}, with Gatun's tools in one process of long life. */
    String runServed(final Engine engine, final String line) {
        servers.computeIfAbsent(engine, Twins::server);
        return run(engine, Kind.GATUN, "serve", line);
    }

    private static String run(final Engine engine, final Kind kind, final String manner, final String line) {
        final List<String> command = List.of("env", "PREFIX=" + prefix(kind), "MANNER=" + manner, "W=" + directory(engine), "sh", "-c",
            SCRIPT, "sh", line);
        return Commands.run(engine.host().onHost(command), "").orThrow().output();
    }

    private static Path directory(final Engine engine) {
        return Layout.work("tools-" + engine.nodeId());
    }

    private static Process server(final Engine engine) {
        final Path directory = directory(engine);
        Commands.run("sh", "-c", "cd \"$1\" && rm -f call done && mkfifo call done && : >out && : >err", "sh", directory.toString())
            .orThrow();
        final List<String> command = List.of(ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), ToolServer.class.getName(),
            directory.toString());
        try {
            return new ProcessBuilder(engine.host().onHost(command))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("err").toFile())).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        servers.values().forEach(Process::destroyForcibly);
    }

    /** A tool that runs until it is told to end: its lines come one by one. It is killed when it runs for too long. */
    static final class Running implements AutoCloseable {
        private static final long LONGEST_S = 60;

        private final Process process;
        private final BufferedReader lines;
        private final List<String> read = new ArrayList<>();

        Running(final Engine engine, final Kind kind, final String tool, final String... options) {
            this(engine, command(kind, tool, options));
        }

        Running(final Engine engine, final List<String> command) {
            try {
                process = new ProcessBuilder(engine.host().onHost(command)).redirectErrorStream(true).start();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            CompletableFuture.delayedExecutor(LONGEST_S, TimeUnit.SECONDS).execute(process::destroyForcibly);
            lines = process.inputReader(StandardCharsets.UTF_8);
        }

        /** A tool of one kind with its options. */
        static List<String> command(final Kind kind, final String tool, final String... options) {
            // A C tool would keep its lines until there are many.
            final List<String> command = new ArrayList<>(kind == Kind.C ? List.of("stdbuf", "-oL") : List.of());
            command.add(prefix(kind) + tool);
            command.addAll(List.of(options));
            return command;
        }

        /** Reads up to a line that begins so. */
        void await(final String prefix) {
            awaitMatch(Pattern.quote(prefix) + ".*");
        }

        /** Reads until each of these matches a line as a whole, in any order. */
        void awaitMatch(final String... expressions) {
            final List<String> missing = new ArrayList<>(List.of(expressions));
            try {
                String line = lines.readLine();
                while (line != null) {
                    read.add(line.replaceFirst("^Date: .*", "Date:"));
                    missing.removeIf(line::matches);
                    if (missing.isEmpty()) {
                        return;
                    }
                    line = lines.readLine();
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError("ended before " + missing + ": " + read);
        }

        /** Types a line. */
        void type(final String line) {
            try {
                process.outputWriter().write(line + "\n");
                process.outputWriter().flush();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** All lines, once it has ended by itself, with its exit status. */
        List<String> end() {
            try {
                lines.lines().forEach(read::add);
                assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            read.add("status: " + process.exitValue());
            return read;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
