package org.gatun.engine.totem;

/** How full the send queue is, with hysteresis between the bands. */
public enum QueueLevel {
    /** Less than 30 per cent used. */
    LOW,
    /** More than 40 and less than 50 per cent. */
    GOOD,
    /** More than 60 and less than 70 per cent. */
    HIGH,
    /** 75 per cent or more: clients must wait. */
    CRITICAL
}
