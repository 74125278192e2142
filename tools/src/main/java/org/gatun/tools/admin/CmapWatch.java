package org.gatun.tools.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.gatun.client.Cmap;
import org.gatun.client.CmapListener.Change;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;

/**
 * Shows changes until standard input ends or has a line that starts with q. A thread of its own waits for changes and prints them;
 * the caller's waits for input.
 */
final class CmapWatch {
    private final Cmap cmap;
    private final Output output;
    private final boolean isBinary;

    CmapWatch(final Cmap cmap, final Output output, final boolean isBinary) {
        this.cmap = cmap;
        this.output = output;
        this.isBinary = isBinary;
    }

    void run(final List<String> keys, final boolean isPrefix) {
        for (final String key : keys) {
            try {
                if (isPrefix) {
                    cmap.trackPrefix(key, EnumSet.allOf(Cmap.Event.class), this::show);
                } else {
                    cmap.track(key, EnumSet.allOf(Cmap.Event.class), this::show);
                }
            } catch (final CsException e) {
                throw new ToolFailure("Failed to add tracking function. Error " + e.error().symbol());
            }
        }
        output.line("Type \"q\" to finish");
        output.flush();
        final Thread dispatcher = new Thread(this::dispatch, "dispatcher");
        dispatcher.setDaemon(true);
        dispatcher.start();
        awaitEnd();
        // The dispatcher is inside the connection, which ends with the process.
        output.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEnd() {
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            String line = in.readLine();
            while (line != null && !line.startsWith("q")) {
                line = in.readLine();
            }
        } catch (final IOException e) {
            // Input that cannot be read any more has ended.
        }
    }

    private void dispatch() {
        int rc = 0;
        while (rc >= 0) {
            rc = cmap.dispatch(Integer.MAX_VALUE, -1);
            output.flush();
        }
        output.error("Failed to dispatch. Error " + CsError.of(-rc).symbol());
        Runtime.getRuntime().halt(1);
    }

    private void show(final Change change, final String key, final CmapValue newValue, final CmapValue oldValue) {
        switch (change) {
            case ADDED -> output.print("create> ");
            case DELETED -> output.print("delete> ");
            default -> output.print("modify> ");
        }
        final CmapValue value = change == Change.DELETED ? oldValue : newValue;
        if (value == null) {
            output.line(key);
        } else {
            CmapText.print(output, key, value, false, isBinary);
        }
    }
}
