package org.gatun.test.evs;

import java.util.Arrays;

/** Breadth-first search along the edges of a graph. */
final class ShortestPath {
    private static final int[] NO_WAY = {};
    /** A shortest cycle is searched from so many nodes. */
    private static final int STARTS_MAX = 2000;

    private final Digraph graph;
    private final int[] queue;
    /** By node: the edge it was reached by; -1 not reached. */
    private final int[] by;
    private final int[] parent;

    ShortestPath(final Digraph graph) {
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
                    final int edge = graph.edgeAt(i);
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

    /**
     * The edges of a shortest cycle, or of one found from so many nodes that it is hardly longer.
     *
     * @param order of the graph, {@link Digraph#order}, without a place for a node at least
     */
    int[] cycle(final int[] order) {
        int[] best = NO_WAY;
        int starts = 0;
        for (int node = 0; node < graph.nodes() && starts < STARTS_MAX; node++) {
            if (order[node] < 0) {
                final int[] found = find(node, node, best.length == 0 ? graph.nodes() : best.length - 1);
                starts++;
                best = found.length == 0 ? best : found;
            }
        }
        return best;
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
