package org.gatun.test.sim;

/** A node's monotonic clock against the cluster's: it starts anywhere, runs a little too fast or slow, and can jump ahead. */
final class SimClock {
    private static final double MILLION = 1e6;

    private long offsetNs;
    private final int ppm;

    /** @param ppm deviation in parts per million */
    SimClock(final long offsetNs, final int ppm) {
        this.offsetNs = offsetNs;
        this.ppm = ppm;
    }

    long local(final long clusterNs) {
        return offsetNs + clusterNs + (long)(clusterNs * (ppm / MILLION));
    }

    /** The first moment of the cluster's clock at which the node's shows this, or a little later. */
    long cluster(final long localNs) {
        return (long)Math.ceil((localNs - offsetNs) / (1 + ppm / MILLION)) + 1;
    }

    void jump(final long aheadNs) {
        offsetNs += aheadNs;
    }
}
