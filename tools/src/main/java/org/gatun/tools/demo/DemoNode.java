package org.gatun.tools.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A daemon with a loopback address, a directory and local service names of its own. May be started again after it ended. One thread.
 */
final class DemoNode {
    private static final int STOP_TIMEOUT_S = 10;

    private final int id;
    private final Path gatund;
    private final Path directory;
    private final String suffix;
    private Process process;

    /**
     * Writes the configuration.
     *
     * @param gatund    the daemon
     * @param base      existing directory of the demo
     * @param nodeCount nodes of the cluster, with ids from 1
     * @param port      of the ring; the one below is used, too
     */
    DemoNode(final int id, final Path gatund, final Path base, final int nodeCount, final int port) throws IOException {
        this.id = id;
        this.gatund = gatund;
        directory = Files.createDirectories(base.resolve("node" + id));
        suffix = "-demo" + ProcessHandle.current().pid() + "-" + id;
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(configuration(), text(nodeCount, port));
    }

    static String address(final int id) {
        return "127.0.0." + id;
    }

    private Path configuration() {
        return directory.resolve("corosync.conf");
    }

    private String text(final int nodeCount, final int port) throws IOException {
        final StringBuilder nodes = new StringBuilder();
        for (int node = 1; node <= nodeCount; node++) {
            // A daemon finds itself in the list by its host's name: on a shared host, each file gives it to another node.
            nodes.append("    node {\n        nodeid: ").append(node).append("\n        name: ").append(node == id ? hostName() : "node" + node)
                .append("\n        ring0_addr: ").append(address(node)).append("\n    }\n");
        }
        return """
            totem {
                version: 2
                cluster_name: gatun-demo
                transport: udpu
                token: 1000
                token_coefficient: 0
                interface {
                    linknumber: 0
                    mcastport: %d
                }
            }
            nodelist {
            %s}
            quorum {
                provider: corosync_votequorum
            }
            logging {
                to_stderr: yes
                to_syslog: no
                timestamp: hires
            }
            system {
                state_dir: %s
                sched_rr: no
            }
            uidgid {
                uid: %d
            }
            gatun {
                ipc_name_suffix: %s
                pid_file: %s
            }
            """.formatted(port, nodes, directory.resolve("state"), uid(), suffix, directory.resolve("pid"));
    }

    /** The user who runs this, who need not be root and is let in by the configuration. */
    private static int uid() throws IOException {
        return (Integer)Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private static String hostName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    int id() {
        return id;
    }

    /** What the names of its local services end in. */
    String serviceSuffix() {
        return suffix;
    }

    void start() throws IOException {
        process = new ProcessBuilder(List.of(gatund.toString(), "-f", "-c", configuration().toString())).redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGKILL: the node crashes. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM: the node leaves its ring and ends; the exit status, or -1 when it had to be killed. */
    int stop() throws InterruptedException {
        process.destroy();
        if (process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        kill();
        return -1;
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** The end of its log, for a message. */
    String lastLogLines(final int count) throws IOException {
        if (!Files.exists(log())) {
            return "";
        }
        final List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
