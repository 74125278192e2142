package org.gatun.engine.transport.knet;

import java.util.Comparator;

/** A link of this node to a node, itself included. */
public record KnetLink(int nodeId, int link) implements Comparable<KnetLink> {
    private static final Comparator<KnetLink> ORDER = Comparator.comparingInt(KnetLink::nodeId).thenComparingInt(KnetLink::link);

    @Override
    public int compareTo(final KnetLink other) {
        return ORDER.compare(this, other);
    }
}
