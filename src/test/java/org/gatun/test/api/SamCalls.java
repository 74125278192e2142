package org.gatun.test.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatun.client.CsException;
import org.gatun.client.Sam;
import org.gatun.client.SamPolicy;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Signals;

/**
 * The calls of libsam. A C program goes on behind {@code sam_register} when it is started again; this one notes what it registered with,
 * so that it can do so, too.
 */
final class SamCalls extends Calls<Sam> {
    private static final long PATIENCE_S = 10;
    private static final int ASKED_COUNTED = 2;

    private final Path note;
    private final CountDownLatch asked = new CountDownLatch(ASKED_COUNTED);
    private volatile boolean isSick;
    private String settings;
    private Sam sam;

    /** @param note where the registration is noted, {@code null} if this is no supervised program */
    SamCalls(final Path note) {
        this.note = note;
        calls.put("sam_initialize", command -> initialize(command.integer(1), command.integer(2)));
        calls.put("sam_finalize", command -> {
            sam().close();
            say(CsError.OK);
        });
        calls.put("sam_register", command -> register());
        calls.put("sam_start", command -> say(sam().start()));
        calls.put("sam_stop", command -> say(sam().stop()));
        calls.put("sam_hc_send", command -> say(sam().sendHealth()));
        calls.put("sam_hc_callback_register", command -> say(sam().onHealthCheck(() -> {
            asked.countDown();
            return !isSick;
        })));
        calls.put("sam_asked", command -> awaitQuestions());
        // Only libsam leaves answers unread.
        calls.put("sam_answered", command -> say(CsError.OK));
        calls.put("sam_sick", command -> {
            isSick = true;
            say(CsError.OK);
        });
        calls.put("sam_stubborn", command -> {
            Signals.handle("TERM", signal -> {
                System.out.println("  warned");
                System.out.flush();
            });
            say(CsError.OK);
        });
        calls.put("sam_warn_signal_set", command -> say(sam().setWarnSignal(command.integer(1))));
        calls.put("sam_data_getsize", command -> say("size=" + sam().dataSize()));
        calls.put("sam_data_store", command -> say(sam().store(command.count() > 1 ? command.bytes(1) : new byte[0])));
        calls.put("sam_data_restore", command -> say("data=" + words(sam().restore())));
        calls.put("sam_mark_failed", command -> {
            final CsError error = sam().markFailed();
            // Whether the end or a report of success comes first is not known.
            if (error != CsError.OK) {
                say(error);
            }
        });
        calls.put("exit", command -> System.exit(command.integer(1)));
    }

    private Sam sam() throws CsException {
        if (sam == null) {
            throw new CsException("not initialised", CsError.BAD_HANDLE);
        }
        return sam;
    }

    private void initialize(final int intervalMs, final int policy) throws CsException {
        sam = Sam.open(intervalMs, SamPolicy.of(policy));
        settings = intervalMs + " " + policy;
        say(CsError.OK);
    }

    private void register() throws CsException {
        final int instance = sam().register();
        try {
            Files.writeString(note, settings, StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        say("instance=" + instance);
    }

    /** Whether this program registered before, and was then started again. */
    boolean isAgain() {
        return note != null && Files.exists(note);
    }

    /** Answers to the registration of this instance. */
    void registerAgain() throws CsException {
        try {
            settings = Files.readString(note, StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final String[] numbers = settings.split(" ");
        sam = Sam.open(Integer.parseInt(numbers[0]), SamPolicy.of(Integer.parseInt(numbers[1])));
        register();
    }

    private void awaitQuestions() {
        try {
            say(asked.await(PATIENCE_S, TimeUnit.SECONDS) ? "" + ASKED_COUNTED : "gave up: ");
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
