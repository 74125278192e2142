package org.gatun.test.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the engines' log lines away while clusters are simulated by the thousand. */
final class SimLog implements AutoCloseable {
    private final Logger root = (Logger)LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    private SimLog() {
    }

    static SimLog off() {
        final SimLog log = new SimLog();
        log.root.setLevel(Level.OFF);
        return log;
    }

    @Override
    public void close() {
        root.setLevel(before);
    }
}
