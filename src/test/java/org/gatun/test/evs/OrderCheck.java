package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.List;

/** Whether a virtual global time exists: no cycle among the events, with changes and deliveries each as one moment. */
final class OrderCheck {
    private final History history;
    private final Report report;

    OrderCheck(final History history, final Report report) {
        this.history = history;
        this.report = report;
    }

    /**
     * Judges the order.
     *
     * @param order of the merged graph, {@link Digraph#order}
     * @return whether there is one
     */
    boolean run(final EventGraph merged, final int[] order) {
        count();
        if (Digraph.isWhole(order)) {
            return true;
        }
        final EventGraph plain = new EventGraph(history, false, false);
        final EventGraph changes = new EventGraph(history, true, false);
        if (!Digraph.isWhole(plain.graph().order())) {
            cycle(Property.PARTIAL_ORDER, plain);
        } else if (!Digraph.isWhole(changes.graph().order())) {
            cycle(Property.ONE_MOMENT, changes);
        } else {
            cycle(Property.TOTAL_ORDER, merged);
        }
        return false;
    }

    private void count() {
        for (int configuration = 0; configuration < history.trace.configurationCount(); configuration++) {
            report.exercised(Property.ONE_MOMENT, shared(history.installedAt, configuration) > 1 ? 1 : 0);
        }
        for (int message = 0; message < history.messages.count(); message++) {
            final int delivered = shared(history.deliveredAt, message);
            report.exercised(Property.TOTAL_ORDER, delivered > 1 ? 1 : 0);
            report.exercised(Property.PARTIAL_ORDER, history.messages.isSent(message) ? delivered : 0);
        }
    }

    private static int shared(final int[][] events, final int what) {
        int count = 0;
        for (final int[] ofProcess : events) {
            count += ofProcess[what] == History.NEVER ? 0 : 1;
        }
        return count;
    }

    private void cycle(final Property property, final EventGraph graph) {
        final int[] best = new ShortestPath(graph.graph()).cycle(graph.graph().order());
        final List<String> lines = new ArrayList<>();
        lines.add("a cycle of " + best.length + ": in each pair the first event is before the second, the next pair starts where it ends");
        for (final int edge : best) {
            lines.add(graph.first(edge).line());
            lines.add("  -> " + graph.second(edge).line());
        }
        report.broken(property, lines);
    }
}
