package org.gatun.test.evs;

import org.gatun.ipc.message.CpgMessages;

/**
 * What clients of a node lack of another node that it came to: the node drops the other's packets up to the first that ends with a whole
 * message, if the first goes on with one whose beginning it does not have. Only in traces that have such chains.
 */
final class DroppedPackets {
    private final Clients clients;

    DroppedPackets(final Clients clients) {
        this.clients = clients;
    }

    /**
     * Whether a client may lack what a node sent, and what another client saw with an event: it is before the first message that the client
     * gets from that node since the two nodes are in one ring.
     *
     * @param to the client's event until which the nodes came together
     */
    boolean mayHaveMissed(final int p, final int to, final int node, final int other, final int otherEvent) {
        if (!clients.trace.hasChains()) {
            return false;
        }
        final ProcessTrace client = clients.clients[p];
        final int last = together(client, to, node);
        for (int event = last; event < client.size(); event++) {
            if (client.kind(event) == EventKind.GOT && Member.nodeId(clients.messages.origin(clients.nodeOf[p][event])) == node) {
                return firstGot(other, clients.nodeOf[p][event]) > otherEvent;
            }
        }
        return last < client.size();
    }

    /**
     * Whether a client may have missed that a process joined or left, which others saw.
     *
     * @param change {@link Field#JOINED} or {@link Field#LEFT}
     */
    boolean mayHaveMissed(final Field change, final long process, final int p, final int to) {
        if (clients.clients[p].isIncomplete(to)) {
            return true;
        }
        if (!clients.trace.isCorosync(Member.nodeId(process))) {
            return false;
        }
        for (int other = 0; other < clients.clients.length; other++) {
            for (int event = 0; event < clients.clients[other].size(); event++) {
                if (other != p && clients.clients[other].kind(event) == EventKind.VIEW
                    && names(clients.clients[other].entries(event, change), process)
                    && mayHaveMissed(p, to, Member.nodeId(process), other, event)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a process is among changes that are not its node's. */
    private static boolean names(final long[] changes, final long process) {
        for (final long change : changes) {
            final int reason = Member.reason(change);
            if (Member.withoutReason(change) == process && reason != CpgMessages.REASON_NODE_DOWN && reason != CpgMessages.REASON_NODE_UP) {
                return true;
            }
        }
        return false;
    }

    private int firstGot(final int p, final int message) {
        for (int event = 0; event < clients.clients[p].size(); event++) {
            if (clients.clients[p].kind(event) == EventKind.GOT && clients.nodeOf[p][event] == message) {
                return event;
            }
        }
        return Clients.NEVER;
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

    /** The last event before {@code to} with which another node came to the client's; the end where they were together all the time. */
    private int together(final ProcessTrace client, final int to, final int node) {
        int last = client.size();
        int ring = Clients.NEVER;
        for (int event = 0; event < to; event++) {
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
}
