package org.gatun.test.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;

/**
 * A C daemon on an engine's host, that uses the engine or serves it. Its directory /run is its own and empty at first. Both of its
 * outputs go to a file in the work directory. One thread.
 */
public final class Daemon implements AutoCloseable {
    private final Engine engine;
    private final Process process;

    /**
     * Starts it.
     *
     * @param setUp shell commands that are run before, which see its files
     */
    public Daemon(final Engine engine, final String setUp, final String... command) {
        this.engine = engine;
        final List<String> all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c",
            "mount -t tmpfs tmpfs /run && " + setUp + " && exec \"$@\"", "daemon"));
        all.addAll(List.of(command));
        final Path log = Layout.work(command[0] + "-" + ProcessHandle.current().pid() + "-" + engine.nodeId()).resolve("log");
        try {
            process = new ProcessBuilder(engine.onHost(all)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command that sees the daemon's files. */
    public Commands.Result run(final String... command) {
        final List<String> all = new ArrayList<>(List.of("nsenter", "-m", "-t", Long.toString(process.pid()), "timeout", "-k", "1", "10"));
        all.addAll(List.of(command));
        return Commands.run(engine.onHost(all), "");
    }

    /** SIGKILL, to what it has started, too; what they leave behind is removed. */
    @Override
    public void close() {
        final List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (final ProcessHandle handle : all) {
            handle.onExit().join();
            engine.removeSharedMemory(handle.pid());
        }
    }
}
