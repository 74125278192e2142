package org.gatun.test.hosts;

/**
 * What happens to frames on one directed link. Immutable. Probabilities are 0..1, drawn for each frame and link by itself.
 *
 * @param loss      probability that a frame is lost
 * @param duplicate probability that a frame arrives twice
 * @param reorder   probability that a frame is held back for up to {@code reorderNs}, so that later ones overtake it
 * @param corrupt   probability that one bit of a frame is turned
 * @param delayNs   delay of every frame, nanoseconds
 * @param jitterNs  further delay, drawn evenly from 0..jitterNs
 * @param reorderNs longest time a frame is held back
 * @param mtu       longest IP packet that passes, bytes; 0 = any
 * @param cut       true when nothing passes
 * @param etherType the only frames that are concerned, {@link #IPV4} or {@link #IPV6}, the others pass; {@link #ANY} = all are
 */
public record LinkFaults(double loss, double duplicate, double reorder, double corrupt, long delayNs, long jitterNs,
    long reorderNs, int mtu, boolean cut, int etherType) {

    /** All frames. */
    public static final int ANY = 0;
    /** The Ethernet type of IPv4. */
    public static final int IPV4 = 0x0800;
    /** The Ethernet type of IPv6. */
    public static final int IPV6 = 0x86DD;

    private static final long REORDER_NS = 2_000_000;

    /** A link that does nothing to frames. */
    public static final LinkFaults NONE = new LinkFaults(0, 0, 0, 0, 0, 0, REORDER_NS, 0, false, ANY);

    public LinkFaults withLoss(final double probability) {
        return new LinkFaults(probability, duplicate, reorder, corrupt, delayNs, jitterNs, reorderNs, mtu, cut, etherType);
    }

    public LinkFaults withDuplicate(final double probability) {
        return new LinkFaults(loss, probability, reorder, corrupt, delayNs, jitterNs, reorderNs, mtu, cut, etherType);
    }

    public LinkFaults withReorder(final double probability, final long longestNs) {
        return new LinkFaults(loss, duplicate, probability, corrupt, delayNs, jitterNs, longestNs, mtu, cut, etherType);
    }

    public LinkFaults withCorrupt(final double probability) {
        return new LinkFaults(loss, duplicate, reorder, probability, delayNs, jitterNs, reorderNs, mtu, cut, etherType);
    }

    public LinkFaults withDelay(final long eachNs, final long jitter) {
        return new LinkFaults(loss, duplicate, reorder, corrupt, eachNs, jitter, reorderNs, mtu, cut, etherType);
    }

    public LinkFaults withMtu(final int bytes) {
        return new LinkFaults(loss, duplicate, reorder, corrupt, delayNs, jitterNs, reorderNs, bytes, cut, etherType);
    }

    public LinkFaults withCut(final boolean nothingPasses) {
        return new LinkFaults(loss, duplicate, reorder, corrupt, delayNs, jitterNs, reorderNs, mtu, nothingPasses, etherType);
    }

    /** The same faults for one kind of frame only. */
    public LinkFaults withOnly(final int type) {
        return new LinkFaults(loss, duplicate, reorder, corrupt, delayNs, jitterNs, reorderNs, mtu, cut, type);
    }
}
