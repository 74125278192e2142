package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.List;

/** One order for all clients: of the messages, and of the views that they share. */
final class ViewOrder {
    private final Clients clients;
    private final Report report;
    private final Digraph graph;
    private final List<EventRef> firsts = new ArrayList<>();
    private final List<EventRef> seconds = new ArrayList<>();

    ViewOrder(final Clients clients, final Report report) {
        this.clients = clients;
        this.report = report;
        graph = new Digraph(clients.messages.count() + clients.viewCount());
    }

    void run() {
        for (int p = 0; p < clients.clients.length; p++) {
            int before = Clients.NEVER;
            for (int event = 0; event < clients.clients[p].size(); event++) {
                if (node(p, event) != Clients.NEVER) {
                    if (before != Clients.NEVER) {
                        graph.edge(node(p, before), node(p, event));
                        firsts.add(clients.event(p, before));
                        seconds.add(clients.event(p, event));
                    }
                    before = event;
                }
            }
        }
        graph.close();
        report.exercised(Property.C4, graph.nodes());
        final int[] order = graph.order();
        if (!Digraph.isWhole(order)) {
            final List<String> lines = new ArrayList<>();
            lines.add("in each pair the first is before the second, the next pair starts where it ends");
            for (final int edge : new ShortestPath(graph).cycle(order)) {
                lines.add(firsts.get(edge).line());
                lines.add("  -> " + seconds.get(edge).line());
            }
            report.broken(Property.C4, lines);
        }
    }

    private int node(final int p, final int event) {
        return switch (clients.clients[p].kind(event)) {
            case GOT -> clients.gotAt[p][clients.nodeOf[p][event]] == event ? clients.nodeOf[p][event] : Clients.NEVER;
            case VIEW -> clients.messages.count() + clients.nodeOf[p][event];
            default -> Clients.NEVER;
        };
    }
}
