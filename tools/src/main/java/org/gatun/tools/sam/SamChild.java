package org.gatun.tools.sam;

import java.io.IOException;
import java.util.List;
import org.gatun.ipc.message.SamMessages;
import org.gatun.natives.linux.Processes;
import org.gatun.natives.linux.Signals;

/** A process of the supervised command, with the supervisor's standard input and output. Any thread. */
final class SamChild {
    private final Process process;

    private SamChild(final Process process) {
        this.process = process;
    }

    /** Starts the command, which finds the supervisor by its socket. */
    static SamChild start(final List<String> command, final String socketName) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(SamMessages.SOCKET_VARIABLE, socketName);
        return new SamChild(builder.start());
    }

    /** Runs something once it has ended. */
    void onExit(final Runnable action) {
        process.onExit().thenRun(action);
    }

    int pid() {
        return (int)process.pid();
    }

    /** Sends a signal, if it has not ended. */
    void signal(final int number) {
        if (number == Signals.SIGKILL) {
            process.destroyForcibly();
        } else if (process.isAlive()) {
            Processes.kill(pid(), number);
        }
    }

    /** The exit status of one that has ended, 128 + signal when one ended it. */
    int status() {
        return process.exitValue();
    }
}
