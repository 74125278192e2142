package org.gatun.test.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatun.client.CsException;
import org.gatun.client.Sam;
import org.gatun.client.SamPolicy;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Signals;

/** The program of {@code samprogram.c}, for Java: the same commands, the same reports. Run by {@code gatun sam}; one thread. */
final class SamProgram {
    /** Not System.in, which reads ahead: what is not read yet belongs to the next instance. */
    private static final InputStream INPUT = new FileInputStream(FileDescriptor.in);

    private final Sam sam;
    private volatile boolean isSick;
    private boolean isAsked;

    private SamProgram(final Sam sam) {
        this.sam = sam;
    }

    /** A call that has a result; answers the rest of its report. */
    private interface Call {
        String run() throws CsException;
    }

    public static void main(final String[] args) throws IOException {
        if (List.of(args).equals(List.of("misuse"))) {
            misuse();
            return;
        }
        final SamProgram program = open(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        if (program == null) {
            System.exit(1);
        }
        program.report("registered", () -> " instance=" + program.sam.register());
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

    private void report(final String what, final Call call) {
        try {
            final String result = call.run();
            System.out.println(what + " " + CsError.OK.code() + result);
        } catch (final CsException e) {
            report(what, e.error());
        }
    }

    private boolean isWell() {
        if (!isAsked) {
            isAsked = true;
            System.out.println("healthy");
        }
        return !isSick;
    }

    private void obey(final String line) {
        final String[] words = line.split(" ", 2);
        final String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "start" -> report(line, sam.start());
            case "stop" -> report(line, sam.stop());
            case "hc" -> report(line, sam.sendHealth());
            case "mark" -> {
                final CsError error = sam.markFailed();
                if (error != CsError.OK) {
                    report(line, error);
                }
            }
            case "finalize" -> {
                sam.close();
                report(line, CsError.OK);
            }
            case "warn" -> report("warn", sam.setWarnSignal(Integer.parseInt(rest)));
            case "callback" -> report(line, sam.onHealthCheck(this::isWell));
            case "sick" -> {
                isSick = true;
                report(line, CsError.OK);
            }
            case "store" -> report("store", sam.store(rest.getBytes(StandardCharsets.UTF_8)));
            case "restore" -> report(line, () -> " " + new String(sam.restore(), StandardCharsets.UTF_8));
            case "size" -> report(line, () -> " " + sam.dataSize());
            case "stubborn" -> {
                Signals.handle("TERM", signal -> System.out.println("warned"));
                report(line, CsError.OK);
            }
            case "exit" -> System.exit(Integer.parseInt(rest));
            default -> System.out.println(line + " 0");
        }
    }

    private void everything(final String state) {
        System.out.println("-- " + state);
        List.of("start", "stop", "hc", "callback", "warn 15", "store x", "restore", "size", "mark").forEach(this::obey);
    }

    private static void misuse() {
        open(-1, SamPolicy.QUIT.number());
        final SamProgram program = open(0, SamPolicy.QUIT.number());
        report("initialize", CsError.OK);
        open(0, SamPolicy.QUIT.number());
        program.everything("initialized");
        program.report("register", () -> "" + (program.sam.register() == 1 ? "" : " not the first"));
        program.report("register", () -> " again" + program.sam.register());
        program.everything("registered");
        List.of("start", "hc", "callback", "mark").forEach(program::obey);
        program.everything("started");
        program.obey("finalize");
        program.everything("finalized");
        program.report("register", () -> " again" + program.sam.register());
        open(0, SamPolicy.QUIT.number());
    }
}
