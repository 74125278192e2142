package org.gatun.client;

/**
 * What the quorum service tells a tracker. Called inside {@link Quorum#dispatch}; may call every other method but {@code close}.
 */
public interface QuorumListener {
    /**
     * Whether the partition is quorate, after each change of the ring and when the verdict changes.
     *
     * @param ringId {@link QuorumModel#V0} does not tell the representative: it is 0
     * @param members of the ring, in ascending order
     */
    default void quorum(final boolean isQuorate, final RingId ringId, final int[] members) {
    }

    /**
     * The ring has other members; {@link QuorumModel#V1} only, before the verdict.
     *
     * @param members all of them now
     * @param joined those that came; none when this is the answer to {@link Quorum#trackStart}
     * @param left those that went
     */
    default void nodeList(final RingId ringId, final int[] members, final int[] joined, final int[] left) {
    }
}
