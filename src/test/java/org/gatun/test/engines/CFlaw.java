package org.gatun.test.engines;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ways in which C corosync 3.1.7 ends by itself, told by its log and explained from its source in docs/FINDINGS.md. */
public enum CFlaw {
    /** A join of the ring that is being recovered comes while a token is handled, over multicast: the handler goes on with the old ring's numbers. */
    JOIN_DURING_FLUSH("Discarding JOIN message during flush", "orf_token_rtr: Assertion `range < QUEUE_RTR_ITEMS_SIZE_MAX' failed");

    /** As {@link Engine#exitStatus} has SIGABRT. */
    private static final int ABORTED = 128 + 6;

    private final List<Pattern> words;

    /** @param words what lines of the last run have, in this order, the last one last of all that TOTEM says */
    CFlaw(final String... words) {
        this.words = Arrays.stream(words).map(Pattern::quote).map(Pattern::compile).toList();
    }

    /** The flaw that ended an engine in its last run; empty where it runs, is a Gatun, or ended otherwise. */
    public static Optional<CFlaw> thatEnded(final Engine engine) {
        if (engine.kind() != EngineKind.COROSYNC || engine.isRunning() || engine.exitStatus() != ABORTED) {
            return Optional.empty();
        }
        return Arrays.stream(values()).filter(flaw -> flaw.isIn(engine.logOfLastRun())).findFirst();
    }

    private boolean isIn(final List<String> log) {
        int found = 0;
        for (final String line : log) {
            if (found < words.size() && words.get(found).matcher(line).find()) {
                found++;
            }
        }
        return found == words.size();
    }
}
