package org.gatun.tools.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatun.client.Cfg;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumModel;
import org.gatun.client.Tracking;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Signals;
import org.gatun.natives.linux.SystemdNotify;
import org.gatun.natives.linux.Syslog;
import org.gatun.tools.notify.ClusterEvent;
import org.gatun.tools.notify.DbusSignals;
import org.gatun.tools.notify.EngineWatch;
import org.gatun.tools.notify.NodeNames;
import org.gatun.tools.notify.Programs;
import org.gatun.tools.notify.SnmpTraps;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-notifyd}: tells of what happens in the cluster until the engine or this process is ended. */
@Command(name = "notifyd", aliases = "corosync-notifyd",
    description = "Tells of members, quorum, programs that connect, and links: in the log, by SNMP traps, by D-Bus signals.")
public final class NotifyTool extends Tool {
    /** In the environment: the directory of the image. */
    private static final String HOME_VARIABLE = "GATUN_HOME";
    private static final String C_PREFIX = "corosync-";

    private final List<Function<ClusterEvent, Optional<List<String>>>> programs = new ArrayList<>();

    @Option(names = "-f", description = "Stay in the foreground.")
    private boolean isForeground;

    @Option(names = "-l", description = "Log all events to syslog.")
    private boolean isLogged;

    @Option(names = "-o", description = "Print all events to standard output, too; turns -l on, needs -f.")
    private boolean isPrinted;

    @Option(names = "-s", description = "Send an SNMP trap for each event but connections; needs the program snmptrap.")
    private boolean hasTraps;

    @Option(names = "-d", description = "Send a D-Bus signal for each event; needs the program dbus-send.")
    private boolean hasSignals;

    @Option(names = "-n", description = "Do not look up the names of nodes by their addresses.")
    private boolean isNumeric;

    @Option(names = "-m", paramLabel = "<host>", description = "Where SNMP traps go, default ${DEFAULT-VALUE}.",
        defaultValue = "localhost")
    private String manager;

    @Option(names = "-c", paramLabel = "<name>", description = "SNMP community.", defaultValue = "")
    private String community;

    @Option(names = "-h", description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            // The C tool's status.
            decide(this::usage, 1);
        }
    }

    @Parameters(hidden = true, description = "Not used.")
    private List<String> ignored;

    @Override
    void refuse(final String message) {
        super.refuse(message);
        usage();
    }

    @Override
    int run() {
        Syslog.openlog("notifyd", Syslog.LOG_PID, Syslog.LOG_DAEMON);
        try {
            check();
            return isForeground ? follow() : startInBackground();
        } catch (final ToolFailure e) {
            error(e.getMessage());
            return e.status();
        }
    }

    private void check() {
        if (!isLogged && !isPrinted && !hasTraps && !hasSignals) {
            throw new ToolFailure("no event type enabled, see corosync-notifyd -h, exiting.");
        }
        if (isPrinted && !isForeground) {
            throw new ToolFailure("configured to print to stdout and run in the background, exiting");
        }
        isLogged |= isPrinted;
        if (hasTraps) {
            require(SnmpTraps.PROGRAM, "-s", "snmp");
            programs.add(new SnmpTraps(manager, community)::command);
        }
        if (hasSignals) {
            require(DbusSignals.PROGRAM, "-d", "dbus");
            programs.add(DbusSignals::command);
        }
        if (hasTraps && hasSignals && isForeground) {
            error("configured to send snmp traps and dbus signals - are you sure?.");
        }
    }

    private static void require(final String program, final String option, final String debianPackage) {
        if (!Programs.isInstalled(program)) {
            throw new ToolFailure(option + " needs the program " + program + ", which is not installed (Debian: package "
                + debianPackage + "), exiting");
        }
    }

    /** A Java VM cannot fork: the tool starts itself again, in a session of its own. */
    private int startInBackground() {
        final String home = System.getenv(HOME_VARIABLE);
        if (home == null) {
            throw new ToolFailure("only the command of the image can go to the background, use -f");
        }
        final List<String> command = new ArrayList<>(List.of("setsid"));
        if (name().startsWith(C_PREFIX)) {
            command.add(Path.of(home, "bin", name()).toString());
        } else {
            command.addAll(List.of(Path.of(home, "bin", "gatun").toString(), "notifyd"));
        }
        command.addAll(List.of("-f", "-m", manager, "-c", community));
        command.addAll(isLogged ? List.of("-l") : List.of());
        command.addAll(hasTraps ? List.of("-s") : List.of());
        command.addAll(hasSignals ? List.of("-d") : List.of());
        command.addAll(isNumeric ? List.of("-n") : List.of());
        try {
            new ProcessBuilder(command).directory(Path.of("/").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException e) {
            throw new ToolFailure("cannot start " + command + ": " + ToolFailure.reason(e));
        }
        return 0;
    }

    private int follow() {
        for (final String signal : List.of("TERM", "INT")) {
            Signals.handle(signal, number -> Runtime.getRuntime().halt(0));
        }
        try (Cmap settings = connect("Failed to initialize the cmap API. Error ", () -> Cmap.open(endpoint(), CmapMap.ICMAP));
            Cmap statistics = connect("Failed to initialize the cmap stats API. Error ", () -> Cmap.open(endpoint(), CmapMap.STATS))) {
            final EngineWatch watch = new EngineWatch(settings, statistics, hostName(), localNodeId(), !isNumeric, this::tell);
            try {
                watch.track();
            } catch (final CsException e) {
                throw new ToolFailure("Could not start tracking: " + e.getMessage());
            }
            try (Quorum quorum = connect("Could not connect to corosync(quorum), error ",
                () -> Quorum.open(endpoint(), QuorumModel.V0, watch))) {
                quorum.trackStart(Tracking.CHANGES);
                SystemdNotify.fromEnvironment().ready();
                throw new ToolFailure(watch.run(quorum));
            }
        }
    }

    private static <T> T connect(final String failure, final Attempt<T> attempt) {
        try {
            return retry(attempt);
        } catch (final CsException e) {
            throw new ToolFailure(failure + ToolFailure.connection(e).code());
        }
    }

    private static int localNodeId() {
        return connect("Failed to initialize the cfg API. Error ", () -> {
            try (Cfg cfg = Cfg.open(endpoint(), (kind, error) -> { })) {
                return cfg.localNodeId();
            }
        });
    }

    private static String hostName() {
        try {
            return NodeNames.local();
        } catch (final IOException e) {
            throw new ToolFailure("no host name: " + ToolFailure.reason(e));
        }
    }

    private void tell(final ClusterEvent event) {
        if (isLogged) {
            log(Syslog.LOG_NOTICE, "[notice] " + event.text());
        }
        for (final Function<ClusterEvent, Optional<List<String>>> program : programs) {
            program.apply(event).flatMap(Programs::run).ifPresent(this::error);
        }
    }

    private void error(final String message) {
        log(Syslog.LOG_ERR, "[error] " + message);
        if (!isPrinted) {
            output().error(message);
        }
    }

    private void log(final int priority, final String line) {
        Syslog.syslog(priority, line);
        if (isPrinted) {
            output().line(line).flush();
        }
    }
}
