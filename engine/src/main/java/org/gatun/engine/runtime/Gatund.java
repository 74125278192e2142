package org.gatun.engine.runtime;

import java.io.IOException;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.service.ServiceStartException;
import org.gatun.engine.transport.TransportFailedException;
import org.gatun.natives.linux.Processes;
import org.gatun.natives.linux.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon: {@code gatund [-c file] [-f] [-t] [-v]}. Exit statuses are those of corosync(8). */
public final class Gatund {
    private static final Logger LOG = LoggerFactory.getLogger("MAIN");
    private static final int EXIT_FATAL = 15;
    private static final int EXIT_LOCK_FILE = 17;
    private static final int EXIT_ALREADY_RUNNING = 18;
    private static final int EXIT_SERVICE = 20;

    private Gatund() {
    }

    /** Runs the daemon in this process until it ends. */
    public static void main(final String[] arguments) {
        final DaemonOptions.Parsed parsed = DaemonOptions.parse(arguments, System.out, System.err);
        if (parsed.exitStatus() != DaemonOptions.Parsed.RUN) {
            System.exit(parsed.exitStatus());
        }
        if (Processes.getuid() != Processes.geteuid() || Processes.getgid() != Processes.getegid()) {
            System.err.println("gatund: refusing to run setuid or setgid");
            System.exit(EXIT_FATAL);
        }
        System.exit(parsed.options().test() ? EngineConfiguration.check(parsed.options(), HostNames.ofSystem(), System.err)
            : run(parsed.options()));
    }

    private static int run(final DaemonOptions options) {
        final EngineConfiguration configuration;
        try {
            configuration = EngineConfiguration.load(options, HostNames.ofSystem(), System.err);
        } catch (final ConfigurationException e) {
            return e.exitStatus();
        }
        try {
            return runLocked(configuration);
        } finally {
            configuration.logging().close();
        }
    }

    private static int runLocked(final EngineConfiguration configuration) {
        LOG.info(LogMarkers.NOTICE, "Gatun Cluster Engine {} starting up", DaemonOptions.version());
        try (PidFile pidFile = PidFile.acquire(configuration.gatun().pidFile())) {
            if (pidFile == null) {
                LOG.error("Gatun Cluster Engine is already running: {} is locked", configuration.gatun().pidFile());
                return EXIT_ALREADY_RUNNING;
            }
            return runEngine(configuration);
        } catch (final IOException e) {
            LOG.error("Cannot take the lock file {}: {}", configuration.gatun().pidFile(), e.getMessage());
            return EXIT_LOCK_FILE;
        }
    }

    private static int runEngine(final EngineConfiguration configuration) {
        Scheduling.lockMemory();
        final Engine engine;
        try {
            engine = new Engine(configuration);
        } catch (final ServiceStartException e) {
            LOG.error("Service failed to start: {}", e.getMessage());
            return EXIT_SERVICE;
        }
        Signals.handle("TERM", signal -> engine.requestStop());
        Signals.handle("INT", signal -> engine.requestStop());
        Signals.handle("ABRT", signal -> abort(engine));
        try {
            return engine.run();
        } catch (final TransportFailedException e) {
            LOG.error("{}", e.getMessage());
            return EXIT_FATAL;
        } catch (final RuntimeException e) {
            LOG.error("The engine ends for an error of its own", e);
            engine.dumpAtEnd();
            return EXIT_FATAL;
        }
    }

    /** Leaves the black box, and ends as if the signal had not been taken. */
    private static void abort(final Engine engine) {
        engine.dumpAtEnd();
        Signals.restoreDefault("ABRT");
        Processes.kill(Processes.getpid(), Signals.SIGABRT);
    }
}
