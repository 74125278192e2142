package org.gatun.engine.totem.srp;

/** Why a node entered gather; the ordinal is the number that the log prints. */
public enum GatherReason {
    CONSENSUS_TIMEOUT("consensus timeout"),
    UNUSED("unused"),
    TOKEN_LOST_IN_OPERATIONAL("The token was lost in the OPERATIONAL state."),
    CONSENSUS_EXPIRED("The consensus timeout expired."),
    TOKEN_LOST_IN_COMMIT("The token was lost in the COMMIT state."),
    TOKEN_LOST_IN_RECOVERY("The token was lost in the RECOVERY state."),
    FAILED_TO_RECEIVE("failed to receive"),
    FOREIGN_MESSAGE_IN_OPERATIONAL("foreign message in operational state"),
    FOREIGN_MESSAGE_IN_GATHER("foreign message in gather state"),
    MERGE_IN_OPERATIONAL("merge during operational state"),
    MERGE_IN_GATHER("merge during gather state"),
    MERGE_DURING_JOIN("merge during join"),
    JOIN_IN_OPERATIONAL("join during operational state"),
    JOIN_IN_COMMIT("join during commit state"),
    JOIN_IN_RECOVERY("join during recovery"),
    INTERFACE_CHANGE("interface change");

    private final String text;

    GatherReason(final String text) {
        this.text = text;
    }

    /** The reason in the words of the log. */
    public String text() {
        return text;
    }
}
