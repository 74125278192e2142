package org.gatun.test.evs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The graph of all events, in which the installations of one configuration are one node and so are all deliveries of one message. Events
 * of a process follow each other, deliveries follow the send. It has no cycle if and only if there is a virtual time for all: 1.1, 2.3,
 * 2.4, 6.1 and 6.2 at once.
 */
final class Precedence {
    private final Map<Object, Integer> merged = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Object> kinds = new ArrayList<>();
    private int[] from = new int[1024];
    private int[] to = new int[1024];
    private int edges;

    private record Sending(MessageId message) {
    }

    private Precedence() {
    }

    static void check(final List<ProcessTrace> traces, final Report report) {
        final Precedence graph = new Precedence();
        for (final ProcessTrace trace : traces) {
            int before = -1;
            for (final ProcessTrace.Entry entry : trace.entries()) {
                final Object key = switch (entry.event()) {
                    case Event.Configured e -> e.id();
                    case Event.Sent e -> new Sending(e.message());
                    case Event.Delivered e -> e.message();
                    default -> null;
                };
                if (key != null) {
                    final int node = graph.node(key);
                    if (before >= 0 && before != node) {
                        graph.edge(before, node);
                    }
                    before = node;
                }
            }
        }
        for (final Map.Entry<Object, Integer> entry : graph.merged.entrySet()) {
            if (entry.getKey() instanceof Sending(MessageId message)) {
                final Integer delivery = graph.merged.get(message);
                if (delivery != null) {
                    graph.edge(entry.getValue(), delivery);
                }
            }
        }
        graph.judge(report);
    }

    private int node(final Object key) {
        return merged.computeIfAbsent(key, k -> {
            names.add(k.toString());
            kinds.add(k);
            return names.size() - 1;
        });
    }

    private void edge(final int a, final int b) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, edges * 2);
            to = Arrays.copyOf(to, edges * 2);
        }
        from[edges] = a;
        to[edges] = b;
        edges++;
    }

    private void judge(final Report report) {
        final int nodes = names.size();
        final int[] start = new int[nodes + 1];
        final int[] incoming = new int[nodes];
        for (int i = 0; i < edges; i++) {
            start[from[i] + 1]++;
            incoming[to[i]]++;
        }
        for (int i = 0; i < nodes; i++) {
            start[i + 1] += start[i];
        }
        final int[] at = start.clone();
        final int[] targets = new int[edges];
        for (int i = 0; i < edges; i++) {
            targets[at[from[i]]++] = to[i];
        }
        final int[] queue = new int[nodes];
        int head = 0;
        int tail = 0;
        for (int i = 0; i < nodes; i++) {
            if (incoming[i] == 0) {
                queue[tail++] = i;
            }
        }
        while (head < tail) {
            final int node = queue[head++];
            for (int i = start[node]; i < start[node + 1]; i++) {
                if (--incoming[targets[i]] == 0) {
                    queue[tail++] = targets[i];
                }
            }
        }
        count(report);
        if (tail < nodes) {
            blame(report, shortestCycle(incoming, start, targets));
        }
    }

    private void count(final Report report) {
        long configurations = 0;
        long deliveries = 0;
        for (final Object kind : kinds) {
            configurations += kind instanceof ConfigId ? 1 : 0;
            deliveries += kind instanceof MessageId ? 1 : 0;
        }
        report.fire(Property.P1_1, edges);
        report.fire(Property.P2_3, configurations);
        report.fire(Property.P6_1, deliveries);
    }

    private void blame(final Report report, final List<Integer> cycle) {
        boolean change = false;
        boolean sending = false;
        final StringBuilder text = new StringBuilder("each before the next, round and round:");
        for (final int node : cycle) {
            change |= kinds.get(node) instanceof ConfigId;
            sending |= kinds.get(node) instanceof Sending;
            text.append(' ').append(kinds.get(node) instanceof MessageId ? "dlv " + names.get(node) : names.get(node)).append(';');
        }
        report.violate(change ? Property.P2_3 : sending ? Property.P1_1 : Property.P6_1, text.toString());
    }

    /** The shortest cycle through a node that is on one: going back from any node that is left leads to such a node. */
    private List<Integer> shortestCycle(final int[] incoming, final int[] start, final int[] targets) {
        final int[] predecessor = new int[incoming.length];
        int node = 0;
        for (int i = 0; i < incoming.length; i++) {
            for (int at = start[i]; incoming[i] > 0 && at < start[i + 1]; at++) {
                predecessor[targets[at]] = i;
            }
            node = incoming[i] > 0 ? i : node;
        }
        final boolean[] seen = new boolean[incoming.length];
        while (!seen[node]) {
            seen[node] = true;
            node = predecessor[node];
        }
        return cycleThrough(node, incoming, start, targets);
    }

    private static List<Integer> cycleThrough(final int node, final int[] incoming, final int[] start, final int[] targets) {
        final int[] parent = new int[incoming.length];
        Arrays.fill(parent, -1);
        final ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(node);
        while (!queue.isEmpty()) {
            final int at = queue.remove();
            for (int i = start[at]; i < start[at + 1]; i++) {
                final int next = targets[i];
                if (next == node) {
                    final List<Integer> cycle = new ArrayList<>();
                    for (int back = at; back != node; back = parent[back]) {
                        cycle.add(back);
                    }
                    cycle.add(node);
                    Collections.reverse(cycle);
                    return cycle;
                }
                if (incoming[next] > 0 && parent[next] < 0) {
                    parent[next] = at;
                    queue.add(next);
                }
            }
        }
        throw new IllegalStateException("not on a cycle: " + node);
    }
}
