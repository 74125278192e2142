package org.gatun.test.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Engine;
import org.gatun.test.hosts.Layout;

/** A manager of SNMP, a system bus and a system log of their own on an engine's host, and one notifier of a kind that sends to all. One thread. */
final class NotifyRecipient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SIGNAL = "signal ";
    private static final String COMMUNITY = "ring watch";
    private static final String BUS = """
        <busconfig>
          <type>system</type>
          <listen>unix:path=%s</listen>
          <policy context="default">
            <allow user="*"/>
            <allow send_destination="*" eavesdrop="true"/>
            <allow receive_sender="*" eavesdrop="true"/>
            <allow send_type="signal"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """;

    private final TrapReceiver receiver;
    private final SyslogReceiver log;
    private final List<Process> processes = new ArrayList<>();
    private final Path seen;

    NotifyRecipient(final Engine engine, final Twins.Kind kind) {
        receiver = new TrapReceiver(engine.host());
        final Path directory = Layout.work("bus-" + ProcessHandle.current().pid() + "-" + engine.nodeId() + "-" + engine.kind() + "-" + kind);
        final Path socket = directory.resolve("bus");
        log = new SyslogReceiver(directory);
        seen = directory.resolve("seen");
        try {
            final Path configuration = Files.writeString(directory.resolve("bus.conf"), BUS.formatted(socket));
            start(engine, directory, List.of("dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + configuration));
            await("the bus", () -> Files.exists(socket));
            processes.add(new ProcessBuilder(engine.host().onHost(List.of("dbus-monitor", "--address", "unix:path=" + socket)))
                .redirectErrorStream(true).redirectOutput(seen.toFile()).start());
            // It shows first that it has its name, or lost it where it has become a monitor.
            await("the monitor", () -> lines().stream().anyMatch(line -> line.contains("member=Name")));
            final List<String> notifier = new ArrayList<>(List.of("env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + socket));
            notifier.addAll(Twins.Running.command(kind, "notifyd", "-f", "-n", "-l", "-s", "-d", "-m", receiver.manager(), "-c", COMMUNITY));
            start(engine, directory, log.with(notifier));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(final Engine engine, final Path directory, final List<String> command) throws IOException {
        processes.add(new ProcessBuilder(engine.host().onHost(command)).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile())).start());
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(final String what, final Condition condition) {
        Await.until(what, PATIENCE, () -> {
            try {
                return condition.holds() ? Optional.empty() : Optional.of("not there");
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }, () -> "in " + seen);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(seen);
    }

    List<String> traps() {
        return receiver.traps();
    }

    /** What was logged of nodes, quorum and links. */
    List<String> logged() {
        return log.messages().stream().filter(line -> line.matches(".*( joined| left|quorate|quorum| link .*)")).toList();
    }

    /** Corosync's signals, each as one line: path, interface, name, and arguments; of connections only those of this client. */
    List<String> signals(final String client) {
        final List<String> signals = new ArrayList<>();
        boolean isOurs = false;
        try {
            for (final String line : lines()) {
                if (!line.startsWith(" ")) {
                    isOurs = line.startsWith(SIGNAL) && line.contains("path=/org/corosync");
                    if (isOurs) {
                        signals.add(line.replaceFirst(".* path=", "path="));
                    }
                } else if (isOurs) {
                    signals.add(signals.removeLast() + line.replaceAll(" +", " "));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        signals.removeIf(signal -> signal.contains("member=Connection") && !signal.contains(client));
        return signals;
    }

    @Override
    public void close() {
        receiver.close();
        log.close();
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
