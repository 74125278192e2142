package org.gatun.test.evs;

import java.util.Arrays;

/**
 * All events as a graph: along each process, and from each send to its deliveries. With {@code changes} all installations of a
 * configuration are one node, with {@code deliveries} all deliveries of a message are one; then a virtual global time exists exactly
 * if there is no cycle.
 */
final class EventGraph {
    private static final int NO_NODE = -1;

    private final History history;
    private final boolean changes;
    private final boolean deliveries;
    private final int firstOwnNode;
    private final int[] offsets;
    private final int nodes;
    /** Edges by their start: those of node n are at start[n] to start[n + 1] in {@link #byStart}. */
    private int[] start;
    private int[] byStart;
    private int[] from;
    private int[] to;
    /** Of each edge: the process, and the events of it that make it; the first is -1 where it is the message's send. */
    private int[] edgeProcess;
    private int[] edgeFirst;
    private int[] edgeSecond;
    private int edges;

    EventGraph(final History history, final boolean changes, final boolean deliveries) {
        this.history = history;
        this.changes = changes;
        this.deliveries = deliveries;
        firstOwnNode = history.trace.configurationCount() + history.messages.count();
        offsets = new int[history.processes.length];
        int next = firstOwnNode;
        for (int p = 0; p < offsets.length; p++) {
            offsets[p] = next;
            next += history.processes[p].size();
        }
        nodes = next;
        link();
    }

    private int node(final int p, final int event) {
        final ProcessTrace process = history.processes[p];
        return switch (process.kind(event)) {
            case CONF -> {
                final int configuration = process.configuration(event, Field.ID);
                yield history.installedAt[p][configuration] != event ? NO_NODE : changes ? node(configuration) : offsets[p] + event;
            }
            case DLV -> {
                final int message = history.messageOf[p][event];
                yield history.deliveredAt[p][message] != event ? NO_NODE
                        : deliveries ? history.trace.configurationCount() + message : offsets[p] + event;
            }
            case SEND, FAIL -> offsets[p] + event;
            default -> NO_NODE;
        };
    }

    private void link() {
        final int room = 2 * (nodes - firstOwnNode);
        from = new int[room];
        to = new int[room];
        edgeProcess = new int[room];
        edgeFirst = new int[room];
        edgeSecond = new int[room];
        for (int p = 0; p < history.processes.length; p++) {
            int before = NO_NODE;
            int beforeEvent = -1;
            for (int event = 0; event < history.processes[p].size(); event++) {
                final int node = node(p, event);
                if (node == NO_NODE) {
                    continue;
                }
                if (before != NO_NODE) {
                    edge(before, node, p, beforeEvent, event);
                }
                if (history.processes[p].kind(event) == EventKind.DLV) {
                    linkSend(history.messageOf[p][event], node, p, event);
                }
                before = node;
                beforeEvent = event;
            }
        }
        sortByStart();
    }

    private void linkSend(final int message, final int node, final int p, final int event) {
        if (history.messages.isSent(message)) {
            final int sender = history.messages.sender[message];
            edge(offsets[sender] + history.messages.sendEvent[message], node, p, -1, event);
        }
    }

    private void edge(final int fromNode, final int toNode, final int process, final int first, final int second) {
        from[edges] = fromNode;
        to[edges] = toNode;
        edgeProcess[edges] = process;
        edgeFirst[edges] = first;
        edgeSecond[edges] = second;
        edges++;
    }

    /** Puts the edges' numbers in the order of their start into one array. */
    private void sortByStart() {
        start = new int[nodes + 1];
        for (int edge = 0; edge < edges; edge++) {
            start[from[edge] + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            start[node + 1] += start[node];
        }
        final int[] next = Arrays.copyOf(start, nodes);
        final int[] sorted = new int[edges];
        for (int edge = 0; edge < edges; edge++) {
            sorted[next[from[edge]]++] = edge;
        }
        byStart = sorted;
    }

    int nodes() {
        return nodes;
    }

    int firstEdge(final int node) {
        return start[node];
    }

    int endOfEdges(final int node) {
        return start[node + 1];
    }

    /** @param place between {@link #firstEdge} and {@link #endOfEdges} of a node */
    int edge(final int place) {
        return byStart[place];
    }

    int target(final int edge) {
        return to[edge];
    }

    /** The first of the two events of an edge: of the process before, or the send. */
    EventRef first(final int edge) {
        return edgeFirst[edge] >= 0 ? history.event(edgeProcess[edge], edgeFirst[edge])
                : history.send(history.messageOf[edgeProcess[edge]][edgeSecond[edge]]);
    }

    EventRef second(final int edge) {
        return history.event(edgeProcess[edge], edgeSecond[edge]);
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

    /** The node of a configuration, in a graph where its installations are one. */
    static int node(final int configuration) {
        return configuration;
    }
}
