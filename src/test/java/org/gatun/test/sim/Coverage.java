package org.gatun.test.sim;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.GatherReason;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.test.evs.ProcessTrace;

/** How often each cell of the {@link StateTable} was reached. One thread. */
public final class Coverage {
    private final long[] cells = new long[StateTable.size()];
    private final Set<String> outside = new TreeSet<>();

    /** A log to be given to one life of a node; the node's trace gets the ends of its operational state, the listener each state. */
    RingTrace log(final ProcessTrace trace, final Consumer<RingState> listener) {
        return new Log(trace, listener);
    }

    void event(final RingEvent event, final RingState state) {
        count(StateTable.cell(event, state), state, event);
    }

    private void count(final int cell, final RingState state, final Object what) {
        if (cell < 0) {
            outside.add(state + ": " + what);
        } else {
            cells[cell]++;
        }
    }

    public void add(final Coverage other) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] += other.cells[i];
        }
        outside.addAll(other.outside);
    }

    /** Cells that were reached, of {@link #size}. */
    public int reached() {
        int reached = 0;
        for (final long count : cells) {
            reached += count > 0 ? 1 : 0;
        }
        return reached;
    }

    public int size() {
        return cells.length;
    }

    /** What happened where the table says that it cannot. */
    public Set<String> outside() {
        return outside;
    }

    /** How many cells were reached, which were not, and what is not in the table. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        text.append("state table: ").append(reached()).append(" of ").append(size()).append(" cells reached\n");
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] == 0) {
                text.append("    not reached: ").append(StateTable.name(i)).append('\n');
            }
        }
        outside.forEach(what -> text.append("    not in the table: ").append(what).append('\n'));
        return text.toString();
    }

    private final class Log implements RingTrace {
        private final ProcessTrace trace;
        private final Consumer<RingState> listener;
        private RingState state = RingState.OPERATIONAL;

        Log(final ProcessTrace trace, final Consumer<RingState> listener) {
            this.trace = trace;
            this.listener = listener;
        }

        @Override
        public void stateEntered(final RingState entered, final GatherReason reason, final RingId ringId) {
            count(StateTable.cell(state, reason, entered), state, entered + " " + reason);
            if (state == RingState.OPERATIONAL) {
                trace.gather();
            }
            state = entered;
            listener.accept(entered);
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
            event(RingEvent.TOKEN_WARNING, state);
        }

        @Override
        public void tokenLost(final RingState in) {
            event(RingEvent.TOKEN_TIMEOUT, in);
        }

        @Override
        public void pauseDetected(final long pauseMs) {
            event(RingEvent.PAUSE_FOUND, state);
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
