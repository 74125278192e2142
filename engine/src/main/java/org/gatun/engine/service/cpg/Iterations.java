package org.gatun.engine.service.cpg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.gatun.ipc.message.CpgMessages;

/** The walks of clients over the process list: each over a copy made at its start. Handles are of the whole engine. One thread. */
final class Iterations {
    private static final int PER_CONNECTION_MAX = 256;

    /** One walk. */
    private static final class Iteration {
        private final CpgConnection owner;
        private final List<CpgProcess> entries;
        private int next;

        private Iteration(final CpgConnection owner, final List<CpgProcess> entries) {
            this.owner = owner;
            this.entries = entries;
        }
    }

    private final Map<Long, Iteration> iterations = new HashMap<>();
    private int lastIndex;

    /**
     * Starts a walk.
     *
     * @param type {@code CpgMessages.ITERATE_…}; names only, one group, or (any other value) all
     * @param only the group of a walk over one group, {@code null} if there is no such group
     * @return the handle, 0 if the client has too many walks
     */
    long start(final CpgConnection owner, final int type, final Group only, final List<CpgProcess> processes) {
        int owned = 0;
        for (final Iteration iteration : iterations.values()) {
            owned += iteration.owner == owner ? 1 : 0;
        }
        if (owned >= PER_CONNECTION_MAX) {
            return 0;
        }
        final List<CpgProcess> copy = new ArrayList<>();
        for (final CpgProcess process : processes) {
            if (type != CpgMessages.ITERATE_ONE_GROUP || process.group() == only) {
                insert(copy, process, type == CpgMessages.ITERATE_NAMES);
            }
        }
        // A handle carries a random number, so that one of a former connection is hardly taken for a present one.
        final long check = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        final long handle = check << 32 | lastIndex++ & 0xffff_ffffL;
        iterations.put(handle, new Iteration(owner, copy));
        return handle;
    }

    boolean isKnown(final long handle) {
        return iterations.containsKey(handle);
    }

    /** The next entry of a known walk, {@code null} at its end, after which it begins anew. In a walk over names, node and pid are 0. */
    CpgProcess next(final long handle) {
        final Iteration iteration = iterations.get(handle);
        if (iteration.next == iteration.entries.size()) {
            iteration.next = 0;
            return null;
        }
        return iteration.entries.get(iteration.next++);
    }

    /** Ends a walk; whether it was known. */
    boolean end(final long handle) {
        return iterations.remove(handle) != null;
    }

    /** Ends the walks of a client. */
    void endAll(final CpgConnection owner) {
        iterations.values().removeIf(iteration -> iteration.owner == owner);
    }

    /** Behind the first entry of its group; in front of all if its group is new. */
    private static void insert(final List<CpgProcess> copy, final CpgProcess process, final boolean namesOnly) {
        for (int i = 0; i < copy.size(); i++) {
            if (copy.get(i).group() == process.group()) {
                if (!namesOnly) {
                    copy.add(i + 1, process);
                }
                return;
            }
        }
        copy.add(0, namesOnly ? new CpgProcess(0, 0, process.group()) : process);
    }
}
