package org.gatun.test.evs;

/** What a trace says of a property. */
public enum Verdict {
    HELD,
    VIOLATED,
    /** Not broken, but the trace ends before the faults were over. */
    OPEN,
    /** Its premise never occurred. */
    NOT_EXERCISED
}
