package org.gatun.client;

/** Why a process is in a list of a configuration change. */
public enum CpgReason {
    /** In the list of members, and for a number without a name. */
    UNDEFINED(0),
    /** It joined. */
    JOIN(1),
    /** It left. */
    LEAVE(2),
    /** Its node left the cluster. */
    NODE_DOWN(3),
    /** Its node came into the cluster. */
    NODE_UP(4),
    /** Its connection ended without a leave. */
    PROCESS_DOWN(5);

    private static final CpgReason[] BY_NUMBER = values();

    private final int number;

    CpgReason(final int number) {
        this.number = number;
    }

    /** The number in messages. */
    public int number() {
        return number;
    }

    static CpgReason of(final int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNDEFINED;
    }
}
