package org.gatun.test.hosts;

import java.util.SplittableRandom;

/**
 * One directed link of the switch: decides from its own random source what becomes of each frame, so that the decisions on a
 * link depend only on the seed and the frames of that link. Faults are set by any thread, all else belongs to the switch thread.
 */
final class FaultLink {
    private static final int ETHERNET_HEADER = 14;

    private final SplittableRandom random;
    private final LinkCounters counters = new LinkCounters();
    private volatile LinkFaults faults = LinkFaults.NONE;
    private boolean concerned;
    private int copies;
    private int corruptBit;

    FaultLink(final long seed) {
        random = new SplittableRandom(seed);
    }

    LinkCounters counters() {
        return counters;
    }

    LinkFaults faults() {
        return faults;
    }

    void setFaults(final LinkFaults next) {
        faults = next;
    }

    /**
     * Draws the fate of a frame: {@link #copies} of it pass (0..2), with {@link #corruptBit} turned when it is not negative.
     *
     * @param laterFragment whether it is a fragment of an IP packet, and not the first: none of its bits are turned, because checksums of UDP
     *     do not see some changes of two bits
     */
    void decide(final int frameLength, final int etherType, final boolean laterFragment) {
        final LinkFaults now = faults;
        copies = 0;
        corruptBit = -1;
        concerned = now.etherType() == LinkFaults.ANY || now.etherType() == etherType;
        if (!concerned) {
            copies = 1;
        } else if (now.cut()) {
            counters.addCut();
        } else if (now.mtu() > 0 && frameLength - ETHERNET_HEADER > now.mtu()) {
            counters.addOversized();
        } else if (happens(now.loss())) {
            counters.addLost();
        } else {
            copies = 1;
            if (happens(now.duplicate())) {
                counters.addDuplicated();
                copies = 2;
            }
            if (happens(now.corrupt()) && !laterFragment) {
                counters.addCorrupted();
                corruptBit = random.nextInt(ETHERNET_HEADER * 8, frameLength * 8);
            }
        }
    }

    int copies() {
        return copies;
    }

    int corruptBit() {
        return corruptBit;
    }

    /** Draws how long a copy is under way, nanoseconds; 0 = it passes at once. */
    long drawDelayNs() {
        final LinkFaults now = faults;
        if (!concerned) {
            return 0;
        }
        long delay = now.delayNs();
        if (now.jitterNs() > 0) {
            delay += random.nextLong(now.jitterNs() + 1);
        }
        if (now.reorderNs() > 0 && happens(now.reorder())) {
            counters.addReordered();
            delay += 1 + random.nextLong(now.reorderNs());
        }
        return delay;
    }

    private boolean happens(final double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
