package org.gatun.test.sim;

import static org.gatun.engine.totem.srp.RingState.COMMIT;
import static org.gatun.engine.totem.srp.RingState.GATHER;
import static org.gatun.engine.totem.srp.RingState.OPERATIONAL;
import static org.gatun.engine.totem.srp.RingState.RECOVERY;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gatun.engine.totem.srp.GatherReason;
import org.gatun.engine.totem.srp.RingState;

/**
 * The cells of the ring's tables that can occur: an event in a state, and a transition from one state to another for a cause. Numbered
 * from 0; unmodifiable.
 */
final class StateTable {
    private static final List<String> NAMES = new ArrayList<>();
    private static final Map<RingEvent, Map<RingState, Integer>> EVENTS = new EnumMap<>(RingEvent.class);
    private static final int[][][] TRANSITIONS = new int[RingState.values().length][GatherReason.values().length + 1][RingState.values().length];

    static {
        for (final RingEvent event : RingEvent.values()) {
            final Map<RingState, Integer> cells = new EnumMap<>(RingState.class);
            for (final RingState state : event.states) {
                cells.put(state, NAMES.size());
                NAMES.add(state + ": " + event);
            }
            EVENTS.put(event, cells);
        }
        transitions(OPERATIONAL, GATHER, EnumSet.of(GatherReason.TOKEN_LOST_IN_OPERATIONAL, GatherReason.FAILED_TO_RECEIVE,
            GatherReason.FOREIGN_MESSAGE_IN_OPERATIONAL, GatherReason.MERGE_IN_OPERATIONAL, GatherReason.MERGE_DURING_JOIN,
            GatherReason.JOIN_IN_OPERATIONAL, GatherReason.INTERFACE_CHANGE));
        transitions(GATHER, GATHER, EnumSet.of(GatherReason.CONSENSUS_TIMEOUT, GatherReason.CONSENSUS_EXPIRED,
            GatherReason.FOREIGN_MESSAGE_IN_GATHER, GatherReason.MERGE_IN_GATHER, GatherReason.MERGE_DURING_JOIN, GatherReason.INTERFACE_CHANGE,
            // A join with news makes gather in commit or recovery, and then they gather once more for being disturbed.
            GatherReason.JOIN_IN_COMMIT, GatherReason.JOIN_IN_RECOVERY));
        transitions(COMMIT, GATHER, EnumSet.of(GatherReason.TOKEN_LOST_IN_COMMIT, GatherReason.JOIN_IN_COMMIT, GatherReason.MERGE_DURING_JOIN,
            GatherReason.INTERFACE_CHANGE));
        transitions(RECOVERY, GATHER, EnumSet.of(GatherReason.TOKEN_LOST_IN_RECOVERY, GatherReason.JOIN_IN_RECOVERY,
            GatherReason.MERGE_DURING_JOIN, GatherReason.FAILED_TO_RECEIVE, GatherReason.INTERFACE_CHANGE));
        // Practically never: a join that completes an agreement outside of gather makes its ring, and the disturbance is dealt with after it.
        transition(OPERATIONAL, null, COMMIT);
        transition(COMMIT, null, COMMIT);
        transition(RECOVERY, null, COMMIT);
        transition(COMMIT, GatherReason.JOIN_IN_RECOVERY, GATHER);
        transition(GATHER, null, COMMIT);
        transition(COMMIT, null, RECOVERY);
        transition(RECOVERY, null, OPERATIONAL);
    }

    private StateTable() {
    }

    private static void transitions(final RingState from, final RingState to, final Set<GatherReason> causes) {
        causes.forEach(cause -> transition(from, cause, to));
    }

    private static void transition(final RingState from, final GatherReason cause, final RingState to) {
        NAMES.add(from + " to " + to + (cause == null ? "" : ": " + cause.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        TRANSITIONS[from.ordinal()][ordinal(cause)][to.ordinal()] = NAMES.size();
    }

    private static int ordinal(final GatherReason cause) {
        return cause == null ? GatherReason.values().length : cause.ordinal();
    }

    static int size() {
        return NAMES.size();
    }

    static String name(final int cell) {
        return NAMES.get(cell);
    }

    /** The cell of an event in a state; -1 if the table has none. */
    static int cell(final RingEvent event, final RingState state) {
        return EVENTS.get(event).getOrDefault(state, -1);
    }

    /** The cell of a transition, {@code cause} is {@code null} but for gather; -1 if the table has none. */
    static int cell(final RingState from, final GatherReason cause, final RingState to) {
        return TRANSITIONS[from.ordinal()][ordinal(cause)][to.ordinal()] - 1;
    }
}
