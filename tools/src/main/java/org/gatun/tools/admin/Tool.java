package org.gatun.tools.admin;

import java.util.concurrent.Callable;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A tool: options by picocli, parsed as getopt does; a result or a {@link ToolFailure}. Used once, by one thread. */
public abstract class Tool implements Callable<Integer> {
    /** In the environment: text behind the names of the engine's sockets, {@code gatun.ipc_name_suffix} of its configuration. */
    public static final String NAME_SUFFIX_VARIABLE = "GATUN_IPC_NAME_SUFFIX";

    private static final int RETRIES = 10;
    private static final int RETRY_MS = 1000;

    @Spec
    private CommandSpec spec;

    private final Output output = Output.standard();
    private String mistake;
    private Runnable decision;
    private int decidedStatus;

    final Output output() {
        return output;
    }

    /** The name that the tool was called by. */
    final String name() {
        return spec.qualifiedName();
    }

    /** Where the engine is. */
    public static IpcEndpoint endpoint() {
        final String suffix = System.getenv(NAME_SUFFIX_VARIABLE);
        return suffix == null ? IpcEndpoint.standard() : IpcEndpoint.standard().withNames("", suffix);
    }

    /** Does the work; answers the exit status. */
    abstract int run() throws CsException;

    /** Prints the usage. */
    final void usage() {
        spec.commandLine().usage(output.out(), CommandLine.Help.Ansi.OFF);
    }

    @Override
    public final Integer call() {
        try {
            if (mistake != null) {
                decide(() -> refuse(name() + ": " + mistake), 1);
            }
            if (decision != null) {
                decision.run();
                return decidedStatus;
            }
            return run();
        } catch (final ToolFailure e) {
            output.error(e.getMessage());
            return e.status();
        } catch (final CsException e) {
            output.error(name() + ": " + e.getMessage());
            return 1;
        } finally {
            output.flush();
        }
    }

    /** A call that may answer TRY_AGAIN. */
    interface Attempt<T> {
        T run() throws CsException;
    }

    /** Runs again after a second as long as the engine is busy, up to ten times. */
    static <T> T retry(final Attempt<T> attempt) throws CsException {
        for (int i = 0;; i++) {
            try {
                return attempt.run();
            } catch (final CsException e) {
                if (e.error() != CsError.TRY_AGAIN || i == RETRIES) {
                    throw e;
                }
                pause();
            }
        }
    }

    static void pause() {
        try {
            Thread.sleep(RETRY_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted");
        }
    }

    /** A decimal number as the tools take it; where it is none or not in the range this decides for the end with the message. */
    final long number(final String text, final long min, final long max, final String message) {
        try {
            final long number = Long.parseLong(text.stripLeading());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (final NumberFormatException e) {
            // Not a number: the same answer as for one out of range.
        }
        decide(message);
        return min;
    }

    /** Reports a wrong command line. */
    void refuse(final String message) {
        output.error(message);
    }

    /** Decides what the tool does whatever else is on the command line; the first decision stays. */
    final void decide(final Runnable next, final int status) {
        if (decision == null) {
            decision = next;
            decidedStatus = status;
        }
    }

    /** See {@link #decide(Runnable, int)}: the end with a message. */
    final void decide(final String message) {
        decide(() -> output.error(message), 1);
    }

    /** Runs the tool with the options of its C namesake, under a name; answers the exit status. */
    public final int execute(final String name, final String... args) {
        final CommandLine line = commandLine(name);
        final Getopt getopt = Getopt.parse(line.getCommandSpec(), args);
        mistake = getopt.error();
        return line.execute(getopt.arguments());
    }

    /** The tool for picocli, under a name. */
    public final CommandLine commandLine(final String name) {
        final CommandLine line = new CommandLine(this).setExpandAtFiles(false).setOverwrittenOptionsAllowed(true);
        line.getCommandSpec().name(name);
        return line;
    }
}
