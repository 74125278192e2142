package org.gatun.engine.totem.srp;

/** The states of the single ring protocol. */
public enum RingState {
    /** A ring is installed (or, before the first, none is being formed). */
    OPERATIONAL,
    /** Nodes look for each other with join messages. */
    GATHER,
    /** The commit token makes its first rotation. */
    COMMIT,
    /** Messages of the old rings are exchanged on the new one. */
    RECOVERY;

    /** Whether the protocol can go from this state to another; the table is in {@link SingleRing}. */
    boolean leadsTo(final RingState next) {
        return switch (next) {
            case GATHER, COMMIT -> true;
            case RECOVERY -> this == COMMIT;
            case OPERATIONAL -> this == RECOVERY;
        };
    }
}
