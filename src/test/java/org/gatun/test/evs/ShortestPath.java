package org.gatun.test.evs;

import java.util.Arrays;

/** Breadth-first search along the edges of an {@link EventGraph}. */
final class ShortestPath {
    private static final int[] NO_WAY = {};

    private final EventGraph graph;
    private final int[] queue;
    /** By node: the edge it was reached by; -1 not reached. */
    private final int[] by;
    private final int[] parent;

    ShortestPath(final EventGraph graph) {
        this.graph = graph;
        queue = new int[graph.nodes()];
        by = new int[graph.nodes()];
        parent = new int[graph.nodes()];
    }

    /** The edges of a shortest way of one to {@code longest} edges between two nodes, which may be one; empty where there is none. */
    int[] find(final int from, final int to, final int longest) {
        Arrays.fill(by, -1);
        queue[0] = from;
        int tail = 1;
        int depth = 0;
        for (int head = 0; head < tail && depth < longest; depth++) {
            for (final int end = tail; head < end; head++) {
                final int node = queue[head];
                for (int i = graph.firstEdge(node); i < graph.endOfEdges(node); i++) {
                    final int edge = graph.edge(i);
                    final int next = graph.target(edge);
                    if (by[next] < 0) {
                        by[next] = edge;
                        parent[next] = node;
                        if (next == to) {
                            return way(from, to, depth + 1);
                        }
                        if (next != from) {
                            queue[tail++] = next;
                        }
                    }
                }
            }
        }
        return NO_WAY;
    }

    private int[] way(final int from, final int to, final int length) {
        final int[] edges = new int[length];
        int node = to;
        for (int i = length - 1; i >= 0; i--) {
            edges[i] = by[node];
            node = parent[node];
        }
        return edges;
    }
}
