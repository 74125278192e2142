package org.gatun.tools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.client.Cpg;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;

/**
 * Runs several commands in one process: the run from which the build makes the ahead-of-time cache of the {@code gatun} command, and
 * the engine beside it learns what it does most. Arguments: the words of the commands, with {@code ,} between two of them; {@code
 * load} is a command of its own and sends messages of several sizes to a group of one. Exit status 0 if all of them had that.
 */
final class Training {
    private static final String LOAD = "load";
    /** Messages of each size: 20,000 of 64 bytes, and so on. */
    private static final int[][] LOADS = {{64, 20_000}, {1400, 4000}, {65_536, 100}};
    /** Messages on their way at a time. */
    private static final int WINDOW = 16;
    private static final int PATIENCE_MS = 10_000;

    private Training() {
    }

    public static void main(final String[] args) {
        int status = 0;
        final List<String> command = new ArrayList<>();
        for (final String word : args) {
            if (",".equals(word)) {
                status |= run(command);
                command.clear();
            } else {
                command.add(word);
            }
        }
        System.exit(status | run(command));
    }

    private static int run(final List<String> command) {
        if (!LOAD.equals(command.getFirst())) {
            return Gatun.execute(command.toArray(new String[0]));
        }
        try {
            return load();
        } catch (final CsException e) {
            System.err.println("training: " + e.getMessage());
            return 1;
        }
    }

    private static int load() throws CsException {
        final int[] delivered = new int[1];
        try (Cpg cpg = Cpg.open((nodeId, pid, message, offset, length) -> delivered[0]++); Arena arena = Arena.ofConfined()) {
            CsError error = cpg.join("training");
            for (final int[] size : LOADS) {
                final MemorySegment message = arena.allocate(size[0], 8);
                final int end = delivered[0] + size[1];
                for (int sent = delivered[0]; sent < end && error == CsError.OK;) {
                    error = cpg.multicast(message, 0, size[0]);
                    if (error == CsError.OK) {
                        sent++;
                    } else if (error == CsError.TRY_AGAIN) {
                        error = CsError.OK;
                    }
                    while (error == CsError.OK && sent - delivered[0] >= (sent < end ? WINDOW : 1)) {
                        error = cpg.dispatch(WINDOW, PATIENCE_MS) > 0 ? CsError.OK : CsError.TIMEOUT;
                    }
                }
            }
            return error == CsError.OK ? 0 : 1;
        }
    }
}
