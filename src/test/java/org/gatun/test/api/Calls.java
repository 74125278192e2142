package org.gatun.test.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;

/** The calls of one library, and its handles by their names; they stay when they are closed. One thread. */
abstract class Calls<H extends AutoCloseable> {
    /** One call; prints what came of it. */
    interface Call {
        void run(Command command) throws CsException;
    }

    /** A dispatch as of all handles: at most so many events, waiting so many milliseconds. */
    interface Dispatch {
        int run(int maxEvents, int timeoutMs);
    }

    private static final long PATIENCE_S = 10;
    private static final int STEP_MS = 20;
    private static final int SHORT_MAX = 64;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 16_777_619;

    final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, H> handles = new LinkedHashMap<>();
    private int called;

    /** The handle that the command's first argument names. */
    final H handle(final Command command) throws CsException {
        final H handle = handles.get(command.text(1));
        if (handle == null) {
            throw new CsException(command.text(1), CsError.BAD_HANDLE);
        }
        return handle;
    }

    final void opened(final Command command, final H handle) {
        handles.put(command.text(1), handle);
    }

    final void close(final Command command) throws CsException {
        close(handle(command));
        say(CsError.OK);
    }

    private static void close(final AutoCloseable handle) {
        try {
            handle.close();
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all handles. */
    void reset() {
        handles.values().forEach(Calls::close);
        handles.clear();
    }

    /** What each call-back prints. */
    final void event(final String name, final String text) {
        called++;
        System.out.println("  " + name + " " + text);
    }

    static void say(final CsError error) {
        System.out.println(error.code());
    }

    static void say(final String result) {
        System.out.println(CsError.OK.code() + " " + result);
    }

    /** One of the four ways to dispatch of the C libraries. */
    final void dispatch(final Dispatch dispatch, final int way) {
        final int result = switch (way) {
            case 1 -> dispatch.run(1, -1);
            case 2 -> dispatch.run(Integer.MAX_VALUE, 0);
            case 3 -> {
                int rc = 0;
                while (rc >= 0) {
                    rc = dispatch.run(Integer.MAX_VALUE, -1);
                }
                yield rc;
            }
            case 4 -> dispatch.run(1, 0);
            default -> throw new IllegalArgumentException("way=" + way);
        };
        say(result < 0 ? CsError.of(-result) : result == 0 && way == 4 ? CsError.TRY_AGAIN : CsError.OK);
    }

    /** Dispatches until there were so many call-backs more. */
    final void await(final Dispatch dispatch, final int count) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        final int expected = called + count;
        say(CsError.OK);
        while (called < expected) {
            final int result = dispatch.run(1, STEP_MS);
            if (result < 0 || System.nanoTime() - deadline > 0) {
                System.out.println("  gave up: error=" + -result + ", missing=" + (expected - called));
                return;
            }
        }
    }

    static String descriptor(final int fd) {
        return fd >= 0 ? "a descriptor" : "none";
    }

    /** Bytes in print: as they are when short, else their number and a checksum. */
    static String words(final byte[] bytes) {
        if (bytes.length == 0) {
            return "%";
        }
        final StringBuilder text = new StringBuilder();
        int sum = FNV_OFFSET;
        for (final byte b : bytes) {
            sum = (sum ^ b & 0xff) * FNV_PRIME;
            if (bytes.length <= SHORT_MAX) {
                text.append(b > ' ' && b < 127 && b != '%' ? "" + (char)b : String.format("%%%02x", b));
            }
        }
        return bytes.length > SHORT_MAX ? String.format("%d:%08x", bytes.length, sum) : text.toString();
    }

    static String list(final int[] nodes) {
        return Arrays.stream(nodes).mapToObj(Integer::toUnsignedString).collect(Collectors.joining(","));
    }
}
