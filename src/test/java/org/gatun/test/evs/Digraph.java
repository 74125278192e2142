package org.gatun.test.evs;

import java.util.Arrays;

/** A directed graph: nodes are numbers from 0, edges too, in the order in which they are added. */
final class Digraph {
    private final int nodes;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int edges;
    /** Edges by their start: those of node n are at start[n] to start[n + 1] in {@link #byStart}. */
    private int[] start;
    private int[] byStart;

    Digraph(final int nodes) {
        this.nodes = nodes;
    }

    int nodes() {
        return nodes;
    }

    /** Adds an edge, and says which number it has. */
    int edge(final int fromNode, final int toNode) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, 2 * edges);
            to = Arrays.copyOf(to, 2 * edges);
        }
        from[edges] = fromNode;
        to[edges] = toNode;
        return edges++;
    }

    int target(final int edge) {
        return to[edge];
    }

    /** Orders the edges by their start, when all are there. */
    void close() {
        start = new int[nodes + 1];
        for (int edge = 0; edge < edges; edge++) {
            start[from[edge] + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            start[node + 1] += start[node];
        }
        final int[] next = Arrays.copyOf(start, nodes);
        byStart = new int[edges];
        for (int edge = 0; edge < edges; edge++) {
            byStart[next[from[edge]]++] = edge;
        }
    }

    int firstEdge(final int node) {
        return start[node];
    }

    int endOfEdges(final int node) {
        return start[node + 1];
    }

    /** @param place from {@link #firstEdge} of a node to before its {@link #endOfEdges} */
    int edgeAt(final int place) {
        return byStart[place];
    }

    /**
     * Kahn's algorithm.
     *
     * @return by node its place in an order that all edges keep; -1 for those on a cycle or after one
     */
    int[] order() {
        final int[] incoming = new int[nodes];
        for (int edge = 0; edge < edges; edge++) {
            incoming[to[edge]]++;
        }
        final int[] queue = new int[nodes];
        final int[] place = new int[nodes];
        Arrays.fill(place, -1);
        int tail = 0;
        for (int node = 0; node < nodes; node++) {
            if (incoming[node] == 0) {
                queue[tail++] = node;
            }
        }
        for (int head = 0; head < tail; head++) {
            final int node = queue[head];
            place[node] = head;
            for (int i = start[node]; i < start[node + 1]; i++) {
                if (--incoming[to[byStart[i]]] == 0) {
                    queue[tail++] = to[byStart[i]];
                }
            }
        }
        return place;
    }

    /** Whether an {@link #order} has all nodes: there is no cycle. */
    static boolean isWhole(final int[] order) {
        for (final int place : order) {
            if (place < 0) {
                return false;
            }
        }
        return true;
    }
}
