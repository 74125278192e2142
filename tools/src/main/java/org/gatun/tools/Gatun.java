package org.gatun.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.gatun.tools.admin.BlackboxTool;
import org.gatun.tools.admin.CfgTool;
import org.gatun.tools.admin.CmapTool;
import org.gatun.tools.admin.CpgTool;
import org.gatun.tools.admin.KeygenTool;
import org.gatun.tools.admin.NotifyTool;
import org.gatun.tools.admin.QuorumTool;
import org.gatun.tools.admin.Tool;
import org.gatun.tools.admin.XmlTool;
import org.gatun.tools.demo.Demo;
import org.gatun.tools.sam.SamCommand;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine;

/** The {@code gatun} command: the entry to every tool. */
@Command(name = "gatun", description = "The Corosync Cluster Engine for the JVM.", mixinStandardHelpOptions = true,
    versionProvider = Gatun.Version.class,
    subcommands = {Gatun.VersionCommand.class, Demo.class, SamCommand.class, Gatun.CompletionCommand.class},
    footer = {"", "The tools are also there under the names of corosync's: corosync-cfgtool and so on.",
        "GATUN_IPC_NAME_SUFFIX in the environment is the engine's gatun.ipc_name_suffix, if it has one."})
public final class Gatun implements Runnable {
    private static final String C_PREFIX = "corosync-";
    private static final Map<String, Supplier<Tool>> TOOLS = new TreeMap<>(Map.of("blackbox", BlackboxTool::new,
        "cfgtool", CfgTool::new, "cmapctl", CmapTool::new, "cpgtool", CpgTool::new, "keygen", KeygenTool::new, "notifyd", NotifyTool::new,
        "quorumtool", QuorumTool::new, "xmlproc", XmlTool::new));

    private Gatun() {
    }

    /** Runs one command and ends the process with its exit status. */
    public static void main(final String[] args) {
        System.exit(execute(args));
    }

    /**
     * Runs one command; answers its exit status. The first argument may be a tool's name in C, which then stands in every message.
     */
    static int execute(final String... args) {
        final String first = args.length == 0 ? "" : args[0];
        final boolean isC = first.startsWith(C_PREFIX);
        final Supplier<Tool> tool = TOOLS.get(isC ? first.substring(C_PREFIX.length()) : first);
        if (tool == null) {
            return whole().execute(args);
        }
        // Only the one tool is looked at, which is a good part of the time that a command takes.
        final String[] rest = Arrays.copyOfRange(args, 1, args.length);
        return tool.get().execute(isC ? first : "gatun " + first, rest);
    }

    private static CommandLine whole() {
        // What stands behind the first word that is none of ours, or behind --, belongs to the command that sam runs.
        final CommandLine line = new CommandLine(new Gatun()).setExpandAtFiles(false);
        line.getSubcommands().get("sam").setStopAtPositional(true);
        TOOLS.forEach((name, tool) -> line.addSubcommand(name, tool.get().commandLine(name)));
        return line;
    }

    @Override
    public void run() {
        CommandLine.usage(whole(), System.out);
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
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code gatun completion}. */
    @Command(name = "completion", description = "Prints a script that completes all commands in bash and zsh.")
    static final class CompletionCommand implements Runnable {
        @Override
        public void run() {
            System.out.println(AutoComplete.bash("gatun", whole()));
            TOOLS.forEach((name, tool) ->
                System.out.println(AutoComplete.bash(C_PREFIX + name, tool.get().commandLine(C_PREFIX + name))));
        }
    }
}
