package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatun.ipc.message.CpgMessages;

/** Whether the reasons in one client's views fit: to what the others did, and to the ring change that is reported right after. */
final class ViewReasons {
    private final Clients clients;
    private final Report report;
    private final int p;
    private final ProcessTrace client;
    /** Changes by nodes that wait for their ring change: those that came up, and the event of any. */
    private final List<Long> cameUp = new ArrayList<>();
    private int waiting = Clients.NEVER;

    ViewReasons(final Clients clients, final Report report, final int p) {
        this.clients = clients;
        this.report = report;
        this.p = p;
        client = clients.clients[p];
    }

    void forget() {
        cameUp.clear();
        waiting = Clients.NEVER;
    }

    void view(final int event) {
        for (final long change : client.entries(event, Field.LEFT)) {
            report.exercised(Property.C2);
            switch (Member.reason(change)) {
                case CpgMessages.REASON_NODE_DOWN -> waiting = event;
                case CpgMessages.REASON_LEAVE, CpgMessages.REASON_PROCESS_DOWN -> excuse(change, event);
                default -> report.broken(Property.C2, "no reason to be among those who left", clients.event(p, event));
            }
        }
        for (final long change : client.entries(event, Field.JOINED)) {
            report.exercised(Property.C2);
            switch (Member.reason(change)) {
                case CpgMessages.REASON_NODE_UP -> {
                    waiting = event;
                    cameUp.add(change);
                }
                case CpgMessages.REASON_JOIN -> excuse(change, event);
                default -> report.broken(Property.C2, "no reason to be among those who joined", clients.event(p, event));
            }
        }
    }

    /** The other must have done what the reason says. */
    private void excuse(final long change, final int event) {
        final Set<EventKind> done = clients.done(Member.withoutReason(change));
        for (final EventKind kind : ClientPass.excuses(Member.reason(change))) {
            if (done.contains(kind)) {
                return;
            }
        }
        report.broken(Property.C2, "it did nothing of the kind: " + EventText.process(Member.withoutReason(change)), clients.event(p, event));
    }

    /** Nodes come and go with a ring change, which is reported before any message. */
    void message(final int event) {
        if (waiting != Clients.NEVER) {
            report.broken(Property.C2, "nodes are said to have come or gone, without a ring change", clients.event(p, waiting),
                    clients.event(p, event));
            forget();
        }
    }

    void ringChange(final int event, final long[] nodes) {
        for (final long change : cameUp) {
            if (!History.contains(nodes, Member.id(Member.nodeId(change), 0))) {
                report.broken(Property.C2, "said to have come with its node, which is not in the ring", clients.event(p, waiting),
                        clients.event(p, event));
            }
        }
        forget();
    }
}
