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
    CRITICAL;

    /** The level that follows this one when {@code used} per cent of the queue are used: this one itself between two bands. */
    public QueueLevel at(final int used) {
        if (used >= 75) {
            return CRITICAL;
        }
        if (used > 60 && used < 70) {
            return HIGH;
        }
        if (used > 40 && used < 50) {
            return GOOD;
        }
        return used < 30 ? LOW : this;
    }
}
