package org.gatun.test.evs;

import java.util.HashMap;
import java.util.Map;

/**
 * Steps from one view to the next: all clients that see the same two must get the same messages between them. Those of a client that was
 * not told of all who left and came back are not judged.
 */
final class ViewSteps {
    private final Clients clients;
    private final DroppedPackets dropped;
    private final Report report;
    private final Map<Long, Step> steps = new HashMap<>();

    /** A client's events between two views. */
    private record Step(int client, int from, int to) {
    }

    ViewSteps(final Clients clients, final DroppedPackets dropped, final Report report) {
        this.clients = clients;
        this.dropped = dropped;
        this.report = report;
    }

    void made(final int client, final int view, final int next) {
        if (clients.clients[client].isUntold(view + 1, next)) {
            return;
        }
        final Step made = new Step(client, view + 1, next);
        final Step before = steps.putIfAbsent((long) clients.nodeOf[client][view] << 32 | clients.nodeOf[client][next], made);
        if (before != null) {
            report.exercised(Property.C5);
            if (set(before) != set(made)) {
                final EventRef missing = firstMissing(before, made);
                final EventRef message = missing == null ? firstMissing(made, before) : missing;
                final Step without = missing == null ? before : made;
                if (message != null) {
                    report.broken(Property.C5, "one only of two who see the same views", message, clients.event(without.client, without.to));
                }
            }
        }
    }

    private long set(final Step step) {
        long set = 0;
        for (int event = step.from; event < step.to; event++) {
            set += isMessage(step.client, event) ? Messages.mix(clients.nodeOf[step.client][event] + 1) : 0;
        }
        return set;
    }

    /** Whether it is a message that came, for the first time. */
    private boolean isMessage(final int client, final int event) {
        return clients.clients[client].kind(event) == EventKind.GOT && clients.gotAt[client][clients.nodeOf[client][event]] == event;
    }

    private int nodeOfMessage(final int client, final int event) {
        return Member.nodeId(clients.messages.origin(clients.nodeOf[client][event]));
    }

    private EventRef firstMissing(final Step one, final Step other) {
        for (int event = one.from; event < one.to; event++) {
            if (isMessage(one.client, event)) {
                boolean found = false;
                for (int at = other.from; at < other.to && !found; at++) {
                    found = isMessage(other.client, at) && clients.nodeOf[other.client][at] == clients.nodeOf[one.client][event];
                }
                if (!found && !dropped.mayHaveMissed(other.client, other.to, nodeOfMessage(one.client, event), one.client, event)) {
                    return clients.event(one.client, event);
                }
            }
        }
        return null;
    }
}
