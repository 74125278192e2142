package org.gatun.engine.totem.srp;

/** The one-shot timers of the ring, on the clock that is passed in. Not thread-safe. */
final class RingTimers {
    static final int TOKEN = 0;
    static final int TOKEN_WARNING = 1;
    static final int TOKEN_RETRANSMIT = 2;
    static final int HOLD_RETRANSMIT = 3;
    static final int MERGE_DETECT = 4;
    static final int JOIN = 5;
    static final int CONSENSUS = 6;
    static final int PAUSE = 7;
    static final int HEARTBEAT = 8;
    static final int SEND_JOIN = 9;
    static final int COUNT = 10;

    private final long[] deadlines = new long[COUNT];
    private int armed;

    void arm(final int timer, final int periodMs, final long nowNs) {
        deadlines[timer] = nowNs + periodMs * 1_000_000L;
        armed |= 1 << timer;
    }

    void cancel(final int timer) {
        armed &= ~(1 << timer);
    }

    void cancelAll() {
        armed = 0;
    }

    boolean isArmed(final int timer) {
        return (armed & 1 << timer) != 0;
    }

    /** The timer that is due and ran out first, disarmed; -1 if none is due. */
    int takeDue(final long nowNs) {
        final int timer = earliest();
        if (timer < 0 || deadlines[timer] - nowNs > 0) {
            return -1;
        }
        cancel(timer);
        return timer;
    }

    /** The earliest deadline, or {@code otherwise} when nothing is armed. */
    long next(final long otherwise) {
        final int timer = earliest();
        return timer < 0 ? otherwise : deadlines[timer];
    }

    private int earliest() {
        int timer = -1;
        for (int bits = armed; bits != 0; bits &= bits - 1) {
            final int candidate = Integer.numberOfTrailingZeros(bits);
            if (timer < 0 || deadlines[candidate] - deadlines[timer] < 0) {
                timer = candidate;
            }
        }
        return timer;
    }
}
