package org.gatun.engine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;
import org.gatun.natives.knet.KnetModels;

/** The command line of the daemon: {@code gatund [-c file] [-f] [-t] [-v]}, as that of corosync(8). */
public final class DaemonOptions {
    /** Exit status for a command line that is wrong. */
    public static final int EXIT_USAGE = 1;

    private static final Path DEFAULT_FILE = Path.of("/etc/corosync/corosync.conf");
    private static final String USAGE = """
        usage:
                -c     : Configuration file to use, instead of %s.
                -f     : Stay in the foreground.
                -t     : Check the configuration and exit.
                -v     : Show the version and exit.
        """;

    private static final String OPTIONS = "cftv";
    private static final char WITH_VALUE = 'c';

    private Path configurationFile = DEFAULT_FILE;
    private boolean foreground;
    private boolean test;

    private DaemonOptions() {
    }

    /**
     * Parses the command line as getopt(3) does; shows the version, or what is wrong. What is not an option is ignored, as corosync does.
     *
     * @return the options, and whether the process should end now
     */
    public static Parsed parse(final String[] arguments, final PrintStream out, final PrintStream err) {
        final DaemonOptions options = new DaemonOptions();
        for (int i = 0; i < arguments.length && !"--".equals(arguments[i]); i++) {
            final String argument = arguments[i];
            for (int k = 1; k < argument.length() && argument.startsWith("-"); k++) {
                final char option = argument.charAt(k);
                if (OPTIONS.indexOf(option) < 0) {
                    return options.refuse("invalid option -- '" + option + "'", err);
                }
                if (option == 'v') {
                    showVersion(out);
                    return new Parsed(options, 0);
                }
                if (option == WITH_VALUE) {
                    final boolean isAttached = k + 1 < argument.length();
                    if (!isAttached && ++i == arguments.length) {
                        return options.refuse("option requires an argument -- '" + option + "'", err);
                    }
                    options.configurationFile = Path.of(isAttached ? argument.substring(k + 1) : arguments[i]);
                    break;
                }
                options.foreground |= option == 'f';
                options.test |= option == 't';
            }
        }
        return new Parsed(options, Parsed.RUN);
    }

    private Parsed refuse(final String message, final PrintStream err) {
        err.println("gatund: " + message);
        err.print(USAGE.formatted(DEFAULT_FILE));
        return new Parsed(this, EXIT_USAGE);
    }

    /**
     * What came of a command line.
     *
     * @param exitStatus the status to exit with at once, or {@link #RUN}
     */
    public record Parsed(DaemonOptions options, int exitStatus) {
        /** The daemon should start, or check its configuration. */
        public static final int RUN = -1;
    }

    /** {@code -c}. */
    public Path configurationFile() {
        return configurationFile;
    }

    /** {@code -f}: stay in the foreground. */
    public boolean foreground() {
        return foreground;
    }

    /** {@code -t}: check the configuration only. */
    public boolean test() {
        return test;
    }

    /** The version that the build stamped into the resources. */
    public static String version() {
        final Properties properties = new Properties();
        try (InputStream in = DaemonOptions.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static void showVersion(final PrintStream out) {
        out.println("Gatun Cluster Engine, version '" + version() + "', compatible with Corosync Cluster Engine, version '3.1.7'");
        out.println("Copyright (c) 2026, the Gatun developers");
        out.println();
        out.println("Built-in features: dbus monitoring watchdog systemd xmlconf nozzle snmp");
        out.println("Available transports: knet udpu udp");
        try {
            out.println("Available crypto models: " + String.join(" ", KnetModels.crypto()));
            out.println("Available compression models: " + String.join(" ", KnetModels.compression()));
        } catch (final UnsatisfiedLinkError e) {
            out.println("No knet: " + e.getMessage());
        }
    }
}
