package org.gatun.test.sim;

import java.util.Arrays;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.GatherReason;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.test.evs.ProcessTrace;

/** Which cells of the ring's state table were reached: from a state, by a cause, to a state. One thread. */
public final class Coverage {
    private static final int STATES = RingState.values().length;
    private static final int REASONS = GatherReason.values().length + 1;

    private final long[] cells = new long[STATES * REASONS * STATES];

    /** A log to be given to one life of a node; the node's trace gets the ends of its operational state. */
    RingTrace log(final ProcessTrace trace) {
        return new Log(trace);
    }

    private static int cell(final RingState from, final GatherReason reason, final RingState to) {
        return (from.ordinal() * REASONS + (reason == null ? REASONS - 1 : reason.ordinal())) * STATES + to.ordinal();
    }

    public void add(final Coverage other) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] += other.cells[i];
        }
    }

    /** Cells that were reached. */
    public long reached() {
        return Arrays.stream(cells).filter(count -> count > 0).count();
    }

    /** A line for each cell that was reached: states, cause, how often. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (final RingState from : RingState.values()) {
            for (final RingState to : RingState.values()) {
                for (int reason = 0; reason < REASONS; reason++) {
                    final GatherReason cause = reason == REASONS - 1 ? null : GatherReason.values()[reason];
                    final long count = cells[cell(from, cause, to)];
                    if (count > 0) {
                        text.append(String.format("%-12s %-12s %10d  %s%n", from, to, count, cause == null ? "" : cause.text()));
                    }
                }
            }
        }
        return text.toString();
    }

    private final class Log implements RingTrace {
        private final ProcessTrace trace;
        private RingState state = RingState.OPERATIONAL;

        Log(final ProcessTrace trace) {
            this.trace = trace;
        }

        @Override
        public void stateEntered(final RingState entered, final GatherReason reason, final RingId ringId) {
            cells[cell(state, reason, entered)]++;
            if (state == RingState.OPERATIONAL) {
                trace.gather();
            }
            state = entered;
        }

        @Override
        public void ringIdLoaded(final RingId ringId) {
            // not a transition
        }

        @Override
        public void membershipFormed(final RingId ringId, final String joined, final String left, final String failedToAnnounce) {
            // follows a transition
        }

        @Override
        public void tokenWarning(final long sinceLastTokenMs, final int tokenTimeoutMs) {
            // not a transition
        }

        @Override
        public void tokenLost(final RingState in) {
            // a transition follows
        }

        @Override
        public void pauseDetected(final long pauseMs) {
            // not a transition
        }

        @Override
        public void failedToReceive() {
            // a transition follows
        }

        @Override
        public void retransmitList(final int[] sequences, final int count) {
            // not a transition
        }

        @Override
        public void recoveryOriginates(final int messages) {
            // not a transition
        }

        @Override
        public void badFrame(final int length) {
            // counted by the ring
        }
    }
}
