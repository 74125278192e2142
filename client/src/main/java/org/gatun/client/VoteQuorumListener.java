package org.gatun.client;

import java.util.List;

/**
 * What the votequorum service tells a tracker. Called inside {@link VoteQuorum#dispatch}; may call every other method but
 * {@code close}.
 */
public interface VoteQuorumListener {
    /**
     * A node and how this node sees it.
     *
     * @param nodeId unsigned; 0 for a quorum device, whose state means nothing
     * @param state 1 member, 2 dead, 3 leaving
     */
    record Node(int nodeId, int state) {
    }

    /**
     * The verdict.
     *
     * @param context as given to {@link VoteQuorum#trackStart}
     * @param nodes all that were ever seen, in no particular order
     */
    default void quorum(final long context, final boolean isQuorate, final List<Node> nodes) {
    }

    /**
     * The ring has other members; before the verdict.
     *
     * @param members in ascending order
     */
    default void nodeList(final long context, final RingId ringId, final int[] members) {
    }

    /** The cluster expects another number of votes. */
    default void expectedVotes(final long context, final int votes) {
    }
}
