package org.gatun.test.hosts;

/** What happened to frames on one directed link. Written by the switch thread only, read by any. */
public final class LinkCounters {
    private volatile long passed;
    private volatile long lost;
    private volatile long cut;
    private volatile long duplicated;
    private volatile long reordered;
    private volatile long corrupted;
    private volatile long oversized;
    private volatile long refused;

    LinkCounters() {
    }

    /** Frames given to the receiver's interface, copies counted. */
    public long passed() {
        return passed;
    }

    public long lost() {
        return lost;
    }

    public long cut() {
        return cut;
    }

    public long duplicated() {
        return duplicated;
    }

    /** Frames held back so that others overtook them. */
    public long reordered() {
        return reordered;
    }

    public long corrupted() {
        return corrupted;
    }

    /** Frames longer than the link's MTU. */
    public long oversized() {
        return oversized;
    }

    /** Frames that the receiver's interface did not take, as when it is down. */
    public long refused() {
        return refused;
    }

    void addPassed() {
        passed = passed + 1;
    }

    void addLost() {
        lost = lost + 1;
    }

    void addCut() {
        cut = cut + 1;
    }

    void addDuplicated() {
        duplicated = duplicated + 1;
    }

    void addReordered() {
        reordered = reordered + 1;
    }

    void addCorrupted() {
        corrupted = corrupted + 1;
    }

    void addOversized() {
        oversized = oversized + 1;
    }

    void addRefused() {
        refused = refused + 1;
    }

    @Override
    public String toString() {
        return "passed=" + passed + " lost=" + lost + " cut=" + cut + " duplicated=" + duplicated + " reordered=" + reordered
            + " corrupted=" + corrupted + " oversized=" + oversized + " refused=" + refused;
    }
}
