package org.gatun.test.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.gatun.tools.admin.CfgTool;
import org.gatun.tools.admin.CmapTool;
import org.gatun.tools.admin.CpgTool;
import org.gatun.tools.admin.KeygenTool;
import org.gatun.tools.admin.NotifyTool;
import org.gatun.tools.admin.QuorumTool;
import org.gatun.tools.admin.Tool;
import org.gatun.tools.admin.XmlTool;

/**
 * A process that runs tools one after the other, so that not every command line of a test waits for a Java VM. In a directory, its
 * argument: the pipe {@code call} takes a tool's name and operands, each with a zero byte behind it, the pipe {@code done} gives
 * the exit status. What tools print goes to the process's own output. Ends when its standard input does.
 */
final class ToolServer {
    private static final Map<String, Supplier<Tool>> TOOLS = Map.of("cfgtool", CfgTool::new, "cmapctl", CmapTool::new, "cpgtool",
        CpgTool::new, "quorumtool", QuorumTool::new, "keygen", KeygenTool::new, "xmlproc", XmlTool::new, "notifyd", NotifyTool::new);

    private ToolServer() {
    }

    /** Serves until the process is ended. */
    public static void main(final String... args) throws IOException {
        Thread.ofPlatform().daemon().start(ToolServer::endWithInput);
        final Path directory = Path.of(args[0]);
        while (true) {
            final String[] words = Files.readString(directory.resolve("call"), StandardCharsets.UTF_8).split("\0", -1);
            final int status = TOOLS.get(words[0]).get().execute("corosync-" + words[0], Arrays.copyOfRange(words, 1, words.length - 1));
            Files.writeString(directory.resolve("done"), status + "\n");
        }
    }

    private static void endWithInput() {
        try {
            System.in.readAllBytes();
        } catch (final IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(0);
    }
}
