package org.gatun.client;

/** Which notifications a tracker of the quorum or votequorum service asks for. */
public enum Tracking {
    /** The state as it is, once; no changes. */
    CURRENT(1),
    /** The state as it is and all changes. */
    CHANGES(2),
    /** All changes. */
    CHANGES_ONLY(4);

    private final int flags;

    Tracking(final int flags) {
        this.flags = flags;
    }

    /** The number in messages. */
    public int flags() {
        return flags;
    }
}
