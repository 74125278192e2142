package org.gatun.test.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.gatun.client.CsException;
import org.gatun.client.Sam;
import org.gatun.client.SamPolicy;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Signals;

/**
 * A program that is supervised by {@code gatun sam} and does what standard input tells it. It initialises SAM with the interval in
 * milliseconds and the number of the policy that are its arguments, and registers. Each instance reports "registered ERROR instance=ID",
 * with the number of the error, and each command "COMMAND ERROR":
 * <pre>
 *  start, stop, hc
 *  callback             health checks by a thread, which says "healthy" once it has asked
 *  stubborn             reports "warned" on SIGTERM and goes on
 *  exit STATUS          has no report
 * </pre>
 * One thread.
 */
final class SamProgram {
    /** Not System.in, which reads ahead: what is not read yet belongs to the next instance. */
    private static final InputStream INPUT = new FileInputStream(FileDescriptor.in);

    private final Sam sam;
    private boolean isAsked;

    private SamProgram(final Sam sam) {
        this.sam = sam;
    }

    public static void main(final String[] args) throws IOException {
        final SamProgram program = open(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        if (program == null) {
            System.exit(1);
        }
        program.register();
        for (String line = readLine(); line != null; line = readLine()) {
            program.obey(line);
        }
    }

    private static SamProgram open(final int intervalMs, final int policy) {
        try {
            return new SamProgram(Sam.open(intervalMs, SamPolicy.of(policy)));
        } catch (final CsException e) {
            report("initialize", e.error());
            System.err.println(e.getMessage());
            return null;
        }
    }

    private static String readLine() throws IOException {
        final StringBuilder line = new StringBuilder();
        int c = INPUT.read();
        while (c >= 0 && c != '\n') {
            line.append((char)c);
            c = INPUT.read();
        }
        return c < 0 ? null : line.toString();
    }

    private static void report(final String what, final CsError error) {
        System.out.println(what + " " + error.code());
    }

    private void register() {
        try {
            System.out.println("registered " + CsError.OK.code() + " instance=" + sam.register());
        } catch (final CsException e) {
            report("registered", e.error());
        }
    }

    private boolean isWell() {
        if (!isAsked) {
            isAsked = true;
            System.out.println("healthy");
        }
        return true;
    }

    private void obey(final String line) {
        final String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "start" -> report(line, sam.start());
            case "stop" -> report(line, sam.stop());
            case "hc" -> report(line, sam.sendHealth());
            case "callback" -> report(line, sam.onHealthCheck(this::isWell));
            case "stubborn" -> {
                Signals.handle("TERM", signal -> System.out.println("warned"));
                report(line, CsError.OK);
            }
            case "exit" -> System.exit(Integer.parseInt(words[1]));
            default -> System.out.println(line + " 0");
        }
    }
}
