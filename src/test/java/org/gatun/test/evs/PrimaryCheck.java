package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Primary components, which are the regular configurations that a member reports quorate: those without a common member must be
 * ordered, and of two consecutive ones the later keeps a member of the former, unless an operator says otherwise.
 */
final class PrimaryCheck {
    private final History history;
    private final Report report;
    private final Digraph graph;
    private final int[] order;

    /** The first quorate report in a configuration. */
    private record Primary(int configuration, EventRef reported, boolean override) {
    }

    /** @param order of the events' merged graph, which has no cycle */
    PrimaryCheck(final History history, final Report report, final Digraph graph, final int[] order) {
        this.history = history;
        this.report = report;
        this.graph = graph;
        this.order = order;
    }

    void run() {
        final List<Primary> primaries = primaries();
        final ShortestPath path = new ShortestPath(graph);
        for (int later = 1; later < primaries.size(); later++) {
            final Primary here = primaries.get(later);
            report.exercised(Property.PRIMARY_UNIQUE);
            for (int earlier = later - 1; earlier >= 0; earlier--) {
                final Primary there = primaries.get(earlier);
                if (isDisjoint(there, here)) {
                    if (path.find(EventGraph.node(there.configuration), EventGraph.node(here.configuration), graph.nodes()).length == 0) {
                        report.broken(Property.PRIMARY_UNIQUE, "two primary components at once", there.reported, here.reported);
                    } else if (earlier == later - 1 && !here.override) {
                        report.broken(Property.PRIMARY_CONTINUOUS, "no member of the primary component before", there.reported,
                                here.reported);
                    }
                }
            }
            report.exercised(Property.PRIMARY_CONTINUOUS, here.override ? 0 : 1);
        }
    }

    /** In the order of their configurations in the graph. */
    private List<Primary> primaries() {
        final Primary[] found = new Primary[history.trace.configurationCount()];
        for (final ProcessTrace process : history.processes) {
            for (int event = 0; event < process.size(); event++) {
                if (process.kind(event) == EventKind.QUORUM && process.get(event, Field.QUORATE) == 1) {
                    final int configuration = process.configuration(event, Field.C);
                    if (configuration != Trace.NONE && history.installation[configuration] != null) {
                        final Primary before = found[configuration];
                        final boolean override = process.get(event, Field.OVERRIDE) == 1;
                        found[configuration] = before == null ? new Primary(configuration, new EventRef(process, event), override)
                                : new Primary(configuration, before.reported, override || before.override);
                    }
                }
            }
        }
        final List<Primary> primaries = new ArrayList<>();
        for (final Primary primary : found) {
            if (primary != null) {
                primaries.add(primary);
            }
        }
        primaries.sort(Comparator.comparingInt(primary -> order[EventGraph.node(primary.configuration)]));
        return primaries;
    }

    private boolean isDisjoint(final Primary one, final Primary other) {
        for (final long id : history.members[one.configuration]) {
            if (history.isMember(other.configuration, id)) {
                return false;
            }
        }
        return true;
    }
}
