package org.gatun.test.evs;

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
    private final Digraph graph;
    /** Of each edge: the process, and the events of it that make it; the first is -1 where it is the message's send. */
    private final int[] edgeProcess;
    private final int[] edgeFirst;
    private final int[] edgeSecond;

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
        graph = new Digraph(next);
        final int room = 2 * (next - firstOwnNode);
        edgeProcess = new int[room];
        edgeFirst = new int[room];
        edgeSecond = new int[room];
        link();
        graph.close();
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
    }

    private void linkSend(final int message, final int node, final int p, final int event) {
        if (history.messages.isSent(message)) {
            final int sender = history.messages.sender[message];
            edge(offsets[sender] + history.messages.sendEvent[message], node, p, -1, event);
        }
    }

    private void edge(final int fromNode, final int toNode, final int process, final int first, final int second) {
        final int edge = graph.edge(fromNode, toNode);
        edgeProcess[edge] = process;
        edgeFirst[edge] = first;
        edgeSecond[edge] = second;
    }

    Digraph graph() {
        return graph;
    }

    /** The first of the two events of an edge: of the process before, or the send. */
    EventRef first(final int edge) {
        return edgeFirst[edge] >= 0 ? history.event(edgeProcess[edge], edgeFirst[edge])
                : history.send(history.messageOf[edgeProcess[edge]][edgeSecond[edge]]);
    }

    EventRef second(final int edge) {
        return history.event(edgeProcess[edge], edgeSecond[edge]);
    }

    /** The node of a configuration, in a graph where its installations are one. */
    static int node(final int configuration) {
        return configuration;
    }
}
