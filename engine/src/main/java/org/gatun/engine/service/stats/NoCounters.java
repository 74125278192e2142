package org.gatun.engine.service.stats;

/** Counters of a connection of which nothing is counted. Immutable; any thread. */
public enum NoCounters implements ConnectionCounters {
    /** All figures 0. */
    INSTANCE;

    @Override
    public String processName() {
        return "";
    }

    @Override
    public boolean isQueueing() {
        return false;
    }

    @Override
    public int queued() {
        return 0;
    }

    @Override
    public int sent() {
        return 0;
    }

    @Override
    public long requests() {
        return 0;
    }

    @Override
    public long responses() {
        return 0;
    }

    @Override
    public long dispatched() {
        return 0;
    }

    @Override
    public long sendRetries() {
        return 0;
    }

    @Override
    public long receiveRetries() {
        return 0;
    }

    @Override
    public int flowControl() {
        return 0;
    }

    @Override
    public long flowControlChanges() {
        return 0;
    }

    @Override
    public void clear() {
        // nothing is counted
    }
}
