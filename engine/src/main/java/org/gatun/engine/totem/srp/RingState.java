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
    RECOVERY
}
