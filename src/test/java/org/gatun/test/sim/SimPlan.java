package org.gatun.test.sim;

import java.util.Random;

/**
 * What a run is made of. All of it, and all that happens in the run, comes from the seed.
 *
 * @param nodes 1 to 32
 * @param steps faults injected one after the other, besides those of the frames
 * @param firstSeq the sequence number before the first message of each ring
 * @param corrupting frames arrive changed: the ring has no checksums without encryption, so only survival is demanded: after the next change
 *     of the membership, a ring of all nodes that carries the messages of new clients
 * @param forgetful nodes restart without the ring sequence that they had stored; ring ids are used twice then, so that only survival and
 *     what clients see is judged, and only survival when a node itself was in two such rings
 * @param failRecv token visits after which a node that receives no messages gives up: the usual number, or one that is soon reached
 * @param autoTieBreaker each side of a tie decides by what it remembers of the last quorate ring, so that two may win, as with corosync: the
 *     primary components that a tie made are not judged
 * @param split before the end, the healed cluster falls into two sides once more, of which each must find its own ring and quorum
 * @param wakingNs what a node that waits for a timer wakes up too late at most
 * @param bigMessages clients send up to 2000 bytes, else few and small ones
 */
public record SimPlan(long seed, int nodes, int steps, int firstSeq, boolean corrupting, boolean forgetful, boolean bigMessages, boolean waitForAll,
    boolean autoTieBreaker, int failRecv, boolean split, int wakingNs) {

    /** With none, rings that interrupt each other do so in step for ever. */
    private static final int WAKING_NS = 1_000_000;
    private static final int[] FIRST_SEQS = {0, 0, 0, 0x7ffff000, 0xfffff000, -40};

    public static SimPlan of(final long seed) {
        final Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        final int nodes = random.nextInt(24) == 0 ? 1 + random.nextInt(32) : 2 + random.nextInt(6);
        final boolean corrupting = random.nextInt(16) == 0;
        final boolean tieBreaker = nodes % 2 == 0 && random.nextInt(3) == 0;
        return new SimPlan(seed, nodes, nodes > 8 ? 8 : 20, FIRST_SEQS[random.nextInt(FIRST_SEQS.length)], corrupting, random.nextInt(12) == 0,
            random.nextBoolean(), random.nextInt(5) == 0, tieBreaker, random.nextInt(8) == 0 ? 60 : 2500, nodes > 1 && random.nextInt(3) == 0,
            WAKING_NS);
    }

    /** The same run with other sequence numbers. */
    SimPlan startingAt(final int otherSeq) {
        return new SimPlan(seed, nodes, steps, otherSeq, corrupting, forgetful, bigMessages, waitForAll, autoTieBreaker, failRecv, split, wakingNs);
    }

    /** The same run with nodes that wake up in time. */
    SimPlan inTime() {
        return new SimPlan(seed, nodes, steps, firstSeq, corrupting, forgetful, bigMessages, waitForAll, autoTieBreaker, failRecv, split, 0);
    }
}
