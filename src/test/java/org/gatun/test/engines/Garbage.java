package org.gatun.test.engines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.gatun.test.hosts.Host;
import org.gatun.test.hosts.Layout;

/** Sends garbage from a host to a node's Totem port, with {@code garbage.c}; see there for the kinds. */
public final class Garbage {
    private static final List<String> CAPTURES = List.of("udpu-3node-start", "udpu-rtr-and-recovery", "udpu-hold-cancel-and-fragments");
    private static final int PORT = 5405;
    private static final int FRAME_MAX = 1500;
    private static final int PER_SECOND = 50_000;

    /** How much the garbage may do. */
    public enum Kind {
        /** Nothing that an engine may act upon. */
        HARMLESS,
        /** Everything but frames of a ring that exists. */
        ANY
    }

    private Garbage() {
    }

    /** Sends {@code count} datagrams to {@code target} from {@code from}, and returns when they are sent. */
    public static void send(final Host from, final Host target, final Kind kind, final int count, final long seed) {
        final List<String> command = from.onHost(List.of(CPrograms.garbage().toString(), target.ipv4(), Integer.toString(PORT),
            Integer.toString(count), Integer.toString(PER_SECOND), Long.toString(seed), kind.name().toLowerCase(Locale.ROOT),
            frames().toString()));
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!process.waitFor(10L + 4L * count / PER_SECOND, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("garbage did not end: " + command);
            }
            final String output = process.inputReader().readLine();
            if (process.exitValue() != 0) {
                throw new AssertionError("garbage failed: " + output);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The captured frames in the form that the program reads. */
    private static Path frames() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final String capture : CAPTURES) {
            for (final byte[] frame : CapturedFrames.read(capture)) {
                if (frame.length <= FRAME_MAX) {
                    bytes.write(frame.length);
                    bytes.write(frame.length >>> 8);
                    bytes.writeBytes(frame);
                }
            }
        }
        try {
            return Files.write(Layout.work("c").resolve("frames"), bytes.toByteArray());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
