package org.gatun.tools;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.gatun.tools.demo.Demo;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code gatun} command: the entry to every tool from a checkout. */
@Command(name = "gatun", description = "The Corosync Cluster Engine for the JVM.", mixinStandardHelpOptions = true,
    versionProvider = Gatun.Version.class, subcommands = {Gatun.VersionCommand.class, Demo.class})
public final class Gatun implements Runnable {
    private Gatun() {
    }

    /** Runs one command and ends the process with its exit status. */
    public static void main(final String[] args) {
        System.exit(new CommandLine(new Gatun()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** Reads the version that the build stamped into the resources. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            final Properties properties = new Properties();
            try (InputStream in = Gatun.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return new String[] {"gatun " + properties.getProperty("version")};
        }
    }

    /** {@code gatun version}. */
    @Command(name = "version", description = "Prints the version.")
    static final class VersionCommand implements Runnable {
        @Override
        public void run() {
            try {
                System.out.println(new Version().getVersion()[0]);
            } catch (final IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
