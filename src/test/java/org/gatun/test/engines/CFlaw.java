package org.gatun.test.engines;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Ways in which C corosync 3.1.7 ends by itself, told by its log and explained from its source in docs/FINDINGS.md. */
public enum CFlaw {
    /** A join of the ring that is being recovered comes while a token is handled, over multicast. */
    JOIN_DURING_FLUSH("Discarding JOIN message during flush", "orf_token_rtr: Assertion `range < QUEUE_RTR_ITEMS_SIZE_MAX' failed");

    /** As {@link Engine#exitStatus} has SIGABRT. */
    private static final int ABORTED = 128 + 6;

    private final List<String> words;

    /** @param words what lines of the last run contain, in this order */
    CFlaw(final String... words) {
        this.words = List.of(words);
    }

    /** The flaw that ended an engine in its last run; empty where it runs, is a Gatun, or ended otherwise. */
    public static Optional<CFlaw> thatEnded(final Engine engine) {
        return engine.kind() != EngineKind.COROSYNC || engine.isRunning() ? Optional.empty() : in(engine.exitStatus(), engine.logOfLastRun());
    }

    static Optional<CFlaw> in(final int exitStatus, final List<String> log) {
        return exitStatus != ABORTED ? Optional.empty() : Arrays.stream(values()).filter(flaw -> flaw.isIn(log)).findFirst();
    }

    private boolean isIn(final List<String> log) {
        int found = 0;
        for (final String line : log) {
            if (found < words.size() && line.contains(words.get(found))) {
                found++;
            }
        }
        return found == words.size();
    }
}
