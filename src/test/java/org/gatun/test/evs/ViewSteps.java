package org.gatun.test.evs;

import java.util.HashMap;
import java.util.Map;
import org.gatun.ipc.message.CpgMessages;

/**
 * Steps from one view to the next: all clients that see the same two must get the same messages between them. Those of a client that was
 * not told of all who left and came back are not judged.
 */
final class ViewSteps {
    private final Clients clients;
    private final Report report;
    private final Map<Long, Step> steps = new HashMap<>();

    /** A client's events between two views. */
    private record Step(int client, int from, int to) {
    }

    ViewSteps(final Clients clients, final Report report) {
        this.clients = clients;
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

    /**
     * Whether a client may lack a message that another got, because the message is before the first that it gets from that node since
     * the two nodes are in one ring.
     */
    private boolean isBehind(final Step step, final int other, final int message) {
        final ProcessTrace client = clients.clients[step.client];
        final int node = Member.nodeId(clients.messages.origin(clients.nodeOf[other][message]));
        final int last = together(client, step, node);
        for (int event = last; event < client.size(); event++) {
            if (isMessage(step.client, event) && Member.nodeId(clients.messages.origin(clients.nodeOf[step.client][event])) == node) {
                return clients.gotAt[other][clients.nodeOf[step.client][event]] > message;
            }
        }
        return last < client.size();
    }

    /** Whether somebody was in a ring before, and nobody there with both of two nodes. */
    private boolean cameTogether(final int ring, final int one, final int other) {
        boolean known = false;
        for (final ProcessTrace client : clients.clients) {
            int before = Clients.NEVER;
            boolean apart = false;
            for (int event = 0; event < client.size(); event++) {
                if (client.kind(event) == EventKind.VIEW) {
                    apart |= goes(client, event, one) || goes(client, event, other);
                } else if (client.kind(event) == EventKind.RINGCHANGE) {
                    final int ofBefore = before == Clients.NEVER ? ring : client.configuration(before, Field.RING);
                    if (client.configuration(event, Field.RING) == ring && ofBefore != ring) {
                        if (!apart && has(client, before, one) && has(client, before, other)) {
                            return false;
                        }
                        known = true;
                    }
                    before = event;
                    apart = false;
                }
            }
        }
        return known;
    }

    /** Whether a node is said to have gone, by a view that comes with a ring. */
    private static boolean goes(final ProcessTrace client, final int view, final int node) {
        for (final long left : client.entries(view, Field.LEFT)) {
            if (Member.nodeId(Member.withoutReason(left)) == node && Member.reason(left) == CpgMessages.REASON_NODE_DOWN) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(final ProcessTrace client, final int ringChange, final int node) {
        return History.contains(client.entries(ringChange, Field.MEMBERS), Member.id(node, 0));
    }

    /** The last event up to the end of a step with which another node came to the client's; the end where they were together all the time. */
    private int together(final ProcessTrace client, final Step step, final int node) {
        int last = client.size();
        int ring = Clients.NEVER;
        for (int event = 0; event < step.to; event++) {
            boolean comes = client.isUntold(event, event);
            if (client.kind(event) == EventKind.RINGCHANGE) {
                comes |= ring == Clients.NEVER ? cameTogether(client.configuration(event, Field.RING), node, Member.nodeId(client.id()))
                        : has(client, event, node) && !has(client, ring, node);
                ring = event;
            } else if (client.kind(event) == EventKind.VIEW) {
                for (final long joined : client.entries(event, Field.JOINED)) {
                    comes |= Member.nodeId(Member.withoutReason(joined)) == node && Member.reason(joined) == CpgMessages.REASON_NODE_UP;
                }
            }
            last = comes ? event : last;
        }
        return last;
    }

    private EventRef firstMissing(final Step one, final Step other) {
        for (int event = one.from; event < one.to; event++) {
            if (isMessage(one.client, event)) {
                boolean found = false;
                for (int at = other.from; at < other.to && !found; at++) {
                    found = isMessage(other.client, at) && clients.nodeOf[other.client][at] == clients.nodeOf[one.client][event];
                }
                if (!found && !(clients.trace.hasChains() && isBehind(other, one.client, event))) {
                    return clients.event(one.client, event);
                }
            }
        }
        return null;
    }
}
