package org.gatun.test.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Host;

/**
 * One daemon of a cluster, on one host. It has a mount namespace of its own with an empty /run, so that pid files and sockets
 * there do not collide. May be started again after it ended. One thread.
 */
public abstract class Engine {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final EngineKind kind;
    private final Host host;
    private final Path configuration;
    private final Path log;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> wrapper = List.of();
    private Path sharedMemory = SHARED_MEMORY;
    private Process process;
    /** Bytes of the log before the last start. */
    private long logStart;

    Engine(final EngineKind kind, final Host host, final Path configuration, final Path directory) {
        this.kind = kind;
        this.host = host;
        this.configuration = configuration;
        log = directory.resolve("log");
    }

    /** The daemon's command line, staying in the foreground and logging to standard error. */
    abstract List<String> command(Path configurationFile);

    /** Changes the text of the configuration file; the daemon takes note when it starts or is told to reload. */
    public final void editConfiguration(final UnaryOperator<String> edit) {
        try {
            Files.writeString(configuration, edit.apply(Files.readString(configuration)));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration file. */
    public final Path configuration() {
        return configuration;
    }

    public final EngineKind kind() {
        return kind;
    }

    public final Host host() {
        return host;
    }

    public final int nodeId() {
        return host.index();
    }

    /** Sets a variable of the daemon's environment, from its next start on. */
    public final void setEnvironment(final String name, final String value) {
        environment.put(name, value);
    }

    /** Runs the daemon, from its next start on, by this command, which is given the daemon's command line. */
    public final void setWrapper(final String... command) {
        wrapper = List.of(command);
    }

    /** Gives the daemon, from its next start on, and its clients ({@link #onHost}) this directory as /dev/shm. */
    public final void setSharedMemory(final Path directory) {
        sharedMemory = directory;
    }

    /** {@code command} as one of this machine that runs on the engine's host and sees its /dev/shm, in a process with the same id. */
    public final List<String> onHost(final List<String> command) {
        final List<String> all = new ArrayList<>();
        if (!sharedMemory.equals(SHARED_MEMORY)) {
            all.addAll(List.of("unshare", "-m", "sh", "-c", bindSharedMemory() + "exec \"$@\"", "client"));
        }
        all.addAll(command);
        return host.onHost(all);
    }

    private String bindSharedMemory() {
        return sharedMemory.equals(SHARED_MEMORY) ? "" : "mount --bind " + sharedMemory + " " + SHARED_MEMORY + " && ";
    }

    /** Starts the daemon; what it then does shows in the cluster's state. */
    public final void start() {
        if (isRunning()) {
            throw new IllegalStateException("engine runs already: " + this);
        }
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", host.namespace(), "unshare", "-m", "sh", "-c",
            bindSharedMemory() + "mount -t tmpfs tmpfs /run && exec \"$@\"", "engine"));
        command.addAll(wrapper);
        command.addAll(command(configuration));
        try {
            logStart = Files.exists(log) ? Files.size(log) : 0;
            final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot start " + this, e);
        }
    }

    /** SIGTERM: the daemon leaves its ring and ends; waits for the end, and kills it and throws when that takes too long. */
    public final void stop() {
        process.destroy();
        if (!awaitEnd(STOP_TIMEOUT)) {
            kill();
            throw new IllegalStateException("engine did not end on SIGTERM: " + this + "\n" + lastLogLines(40));
        }
    }

    /** SIGKILL; waits for the end. What an engine leaves behind that ended otherwise is removed, too. */
    public final void kill() {
        process.destroyForcibly();
        if (!awaitEnd(STOP_TIMEOUT)) {
            throw new IllegalStateException("engine did not end on SIGKILL: " + this);
        }
        removeSharedMemory(pid());
    }

    /** Removes what a killed process of the host leaves in the engine's shared memory: its clients' rings, and corosync's flight recorder. */
    final void removeSharedMemory(final long killed) {
        final String prefix = " " + sharedMemory + "/qb-";
        Commands.run("sh", "-c", "rm -rf" + prefix + killed + "-*" + prefix + "corosync-" + killed + "-*").orThrow();
    }

    /** SIGSTOP; nothing where it has just ended. */
    public final void pause() {
        signal("STOP");
    }

    /** SIGCONT; nothing where it has just ended. */
    public final void resume() {
        signal("CONT");
    }

    private void signal(final String name) {
        Commands.signal(process, name);
    }

    /** Waits for the end of the daemon; whether it has come. */
    public final boolean awaitEnd(final Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public final boolean isRunning() {
        return process != null && process.isAlive();
    }

    public final long pid() {
        return process.pid();
    }

    /** Exit status of the last run, which must have ended: 128 + signal when one ended it. */
    public final int exitStatus() {
        return process.exitValue();
    }

    /** Resident memory of the daemon, KiB. */
    public final long residentKib() {
        try {
            for (final String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no VmRSS: " + this);
    }

    /** Everything the daemon has logged, over all its runs. */
    public final List<String> log() {
        return log(0);
    }

    /** What the daemon has logged since its last start. */
    public final List<String> logOfLastRun() {
        return log(logStart);
    }

    private List<String> log(final long from) {
        try {
            final byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
            return new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8).lines().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of the log, for a message. */
    public final String lastLogLines(final int count) {
        final List<String> lines = log();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** Runs a tool against this engine, at most ten seconds (then it has status 124). */
    public final Commands.Result run(final String... command) {
        final List<String> all = new ArrayList<>(List.of("timeout", "-k", "1", "10"));
        all.addAll(List.of(command));
        return Commands.run(onHost(all), "");
    }

    @Override
    public final String toString() {
        return "node " + nodeId() + " (" + kind + (isRunning() ? ", pid " + pid() : ", not running") + ")";
    }
}
