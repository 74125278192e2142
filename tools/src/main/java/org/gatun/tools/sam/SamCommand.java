package org.gatun.tools.sam;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.gatun.ipc.IpcException;
import org.gatun.tools.admin.Tool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gatun sam -- COMMAND}: the supervisor of a program that uses {@link org.gatun.client.Sam}. */
@Command(name = "sam", mixinStandardHelpOptions = true,
    description = "Runs a program that uses org.gatun.client.Sam, and warns, kills and restarts it as it asked for.",
    footer = {"", "The exit status is that of the program's last run, 128 + signal if one ended it; 127 if it cannot be started.",
        "SIGTERM, SIGINT and SIGHUP go to the program, and the supervisor ends with it."})
public final class SamCommand implements Callable<Integer> {
    private static final int CANNOT_START = 127;

    @Parameters(paramLabel = "<word>", arity = "1..*", description = "The command, with -- before it where it has options.")
    private List<String> command;

    private static void note(final String text) {
        System.err.println("gatun sam: " + text);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return new SamSupervisor(command, Tool.endpoint(), SamCommand::note).run();
        } catch (final IpcException e) {
            note(e.getMessage());
            return 1;
        } catch (final IOException e) {
            note(e.getMessage());
            return CANNOT_START;
        }
    }
}
