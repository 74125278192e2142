package org.gatun.engine.service.wd;

import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.service.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the device, if there is one, from resetting the machine, twice in each time-out, until {@link #giveUp}. */
final class Tickler {
    private static final Logger LOGGER = LoggerFactory.getLogger("WD");
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int MS_PER_S = 1000;

    private final Timers.Timer timer;
    private Hardware.Device device;
    private boolean inOrder = true;
    private int timeoutS;
    private long periodMs;

    Tickler(final Timers timers, final int timeoutS) {
        this.timer = timers.create(this::tickle);
        this.timeoutS = timeoutS;
        this.periodMs = timeoutS * MS_PER_S / 2;
    }

    /** The time-out in force. */
    int timeoutS() {
        return timeoutS;
    }

    /** Takes an open device on. */
    void attach(final Hardware.Device open) {
        device = open;
        useTimeout(timeoutS);
        device.enable();
    }

    /** Sets the device's time-out, if it has another, and tickles accordingly. */
    void useTimeout(final int seconds) {
        final int before = device == null ? 0 : device.timeout(0);
        if (seconds == before) {
            return;
        }
        timeoutS = seconds;
        if (device != null) {
            if (device.hasTimeout()) {
                device.setTimeout(seconds);
            }
            timeoutS = device.timeout(seconds);
        }
        if (timeoutS != seconds) {
            LOGGER.warn("Could not change the Watchdog timeout from {} to {} seconds", before, seconds);
            return;
        }
        periodMs = timeoutS * MS_PER_S / 2;
        timer.start(periodMs * NANOS_PER_MS);
        LOGGER.debug("The Watchdog timeout is {} seconds", timeoutS);
        LOGGER.debug("The tickle timeout is {} ms", periodMs);
    }

    /** Tickles no more: the device resets the machine when its time-out is over. */
    void giveUp() {
        inOrder = false;
    }

    /** The engine ends in order. */
    void stop() {
        timer.cancel();
        if (device != null) {
            LOGGER.info("magically closing the watchdog.");
            if (device.sayGoodbye() < 0) {
                LOGGER.error("failed to write V to the watchdog");
            }
        }
    }

    private void tickle() {
        if (!inOrder) {
            LOGGER.error(LogMarkers.ALERT, "NOT tickling the watchdog!");
            return;
        }
        if (device != null) {
            device.keepAlive();
        }
        timer.start(periodMs * NANOS_PER_MS);
    }
}
