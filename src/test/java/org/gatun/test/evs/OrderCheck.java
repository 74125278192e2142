package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether a virtual global time exists: no cycle among the events, with changes and deliveries each as one moment. */
final class OrderCheck {
    /** A witness is searched from so many nodes of cycles, then the shortest found is taken. */
    private static final int STARTS_MAX = 2000;

    private final History history;
    private final Report report;

    OrderCheck(final History history, final Report report) {
        this.history = history;
        this.report = report;
    }

    /**
     * Judges the order.
     *
     * @param order of the merged graph, {@link EventGraph#order}
     * @return whether there is one
     */
    boolean run(final EventGraph merged, final int[] order) {
        count();
        if (isWhole(order)) {
            return true;
        }
        final EventGraph plain = new EventGraph(history, false, false);
        final EventGraph changes = new EventGraph(history, true, false);
        if (!isWhole(plain.order())) {
            cycle(Property.PARTIAL_ORDER, plain, plain.order());
        } else if (!isWhole(changes.order())) {
            cycle(Property.ONE_MOMENT, changes, changes.order());
        } else {
            cycle(Property.TOTAL_ORDER, merged, order);
        }
        return false;
    }

    private static boolean isWhole(final int[] order) {
        return Arrays.stream(order).noneMatch(place -> place < 0);
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

    private void cycle(final Property property, final EventGraph graph, final int[] order) {
        final ShortestPath search = new ShortestPath(graph);
        int[] best = {};
        int starts = 0;
        for (int node = 0; node < graph.nodes() && starts < STARTS_MAX; node++) {
            if (order[node] < 0) {
                final int[] found = search.find(node, node, best.length == 0 ? graph.nodes() : best.length - 1);
                starts++;
                best = found.length == 0 ? best : found;
            }
        }
        final List<String> lines = new ArrayList<>();
        lines.add("a cycle of " + best.length + ": in each pair the first event is before the second, the next pair starts where it ends");
        for (final int edge : best) {
            lines.add(graph.first(edge).line());
            lines.add("  -> " + graph.second(edge).line());
        }
        report.broken(property, lines);
    }
}
