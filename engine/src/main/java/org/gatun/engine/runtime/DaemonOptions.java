package org.gatun.engine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;

/** The command line of the daemon: {@code gatund [-c file] [-f] [-t] [-v]}, as that of corosync(8). */
@Command(name = "gatund")
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

    @Option(names = "-c")
    private Path configurationFile = DEFAULT_FILE;

    @Option(names = "-f")
    private boolean foreground;

    @Option(names = "-t")
    private boolean test;

    @Option(names = "-v")
    private boolean version;

    /** Corosync ignores what is not an option. */
    @Parameters
    private List<String> ignored;

    private DaemonOptions() {
    }

    /**
     * Parses the command line; shows the version, or what is wrong.
     *
     * @return the options, and whether the process should end now
     */
    public static Parsed parse(final String[] arguments, final PrintStream out, final PrintStream err) {
        final DaemonOptions options = new DaemonOptions();
        final CommandLine commandLine = new CommandLine(options)
            .setOverwrittenOptionsAllowed(true)
            .setAllowOptionsAsOptionParameters(true)
            .setExpandAtFiles(false);
        try {
            commandLine.parseArgs(arguments);
        } catch (final ParameterException e) {
            err.println("gatund: " + e.getMessage());
            err.print(USAGE.formatted(DEFAULT_FILE));
            return new Parsed(options, EXIT_USAGE);
        }
        if (options.version) {
            showVersion(out);
            return new Parsed(options, 0);
        }
        return new Parsed(options, Parsed.RUN);
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
        out.println("Built-in features: udpu udp");
    }
}
