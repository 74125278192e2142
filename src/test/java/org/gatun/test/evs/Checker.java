package org.gatun.test.evs;

/**
 * Decides for each property whether a trace keeps it. Linear in the events, but for traces that break the order. Never throws over
 * what a trace contains. Keeps nothing between two traces; any thread.
 */
public final class Checker {
    private Checker() {
    }

    /** Checks all that a trace has: of the ring, and of clients. */
    public static Report check(final Trace trace) {
        final Report report = checkRing(trace);
        report.add(checkClients(trace));
        return report;
    }

    /** Checks what clients of process groups saw, C1 to C9. */
    public static Report checkClients(final Trace trace) {
        final Report report = new Report();
        final Clients clients = new Clients(trace);
        if (!clients.settled) {
            report.leaveOpen(Property.C6);
            report.leaveOpen(Property.C7);
        }
        final DroppedPackets dropped = new DroppedPackets(clients);
        final ViewSteps steps = new ViewSteps(clients, dropped, report);
        for (int p = 0; p < clients.clients.length; p++) {
            new ClientPass(clients, report, steps, dropped, p).run();
        }
        new ViewOrder(clients, report).run();
        return report;
    }

    /** Checks what the processes of the ring saw. */
    public static Report checkRing(final Trace trace) {
        final Report report = new Report();
        final History history = new History(trace);
        if (!history.settled) {
            report.leaveOpen();
        }
        new MessagePass(history, report).run();
        final Steps steps = new Steps(history, report);
        for (int p = 0; p < history.processes.length; p++) {
            new ProcessPass(history, report, steps, p).run();
        }
        final Rotations rotations = new Rotations(history, report);
        for (int p = 0; p < history.processes.length; p++) {
            new TokenPass(history, report, rotations, p).run();
        }
        rotations.run();
        new CausalCheck(history, report).run();
        final EventGraph graph = new EventGraph(history, true, true);
        final int[] order = graph.graph().order();
        if (new OrderCheck(history, report).run(graph, order)) {
            new PrimaryCheck(history, report, graph.graph(), order).run();
        }
        if (history.settled) {
            new SettledCheck(history, report).run();
        }
        return report;
    }
}
