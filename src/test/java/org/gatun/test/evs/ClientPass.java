package org.gatun.test.evs;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.gatun.ipc.message.CpgMessages;

/** The walk along one client's events: views, reasons, its own messages, rings, and what is refused. */
final class ClientPass {
    private final Clients clients;
    private final Report report;
    private final ViewSteps steps;
    private final DroppedPackets dropped;
    private final int p;
    private final ProcessTrace client;
    private final ViewReasons reasons;
    /** The current view's event, or {@link Clients#NEVER}. */
    private int view = Clients.NEVER;
    private Set<Long> members = Set.of();
    private int ring = Clients.NEVER;
    private int quorum = Clients.NEVER;
    /** Own messages that have been accepted and not come back. */
    private final Set<Integer> awaited = new LinkedHashSet<>();

    ClientPass(final Clients clients, final Report report, final ViewSteps steps, final DroppedPackets dropped, final int p) {
        this.clients = clients;
        this.report = report;
        this.steps = steps;
        this.dropped = dropped;
        this.p = p;
        client = clients.clients[p];
        reasons = new ViewReasons(clients, report, p);
    }

    void run() {
        for (int event = 0; event < client.size(); event++) {
            switch (client.kind(event)) {
                case JOIN -> reset();
                case LEAVE, END, FAIL -> awaited.clear();
                case VIEW -> view(event);
                case RINGCHANGE -> ringChange(event);
                case QUORUMRING -> quorum(event);
                case ACCEPTED -> accepted(event);
                case REFUSED -> report.exercised(Property.C9, client.get(event, Field.SYNC));
                case GOT -> got(event);
                default -> { }
            }
        }
        if (clients.settled && !Clients.hasEnded(client)) {
            end();
        }
    }

    private void reset() {
        view = Clients.NEVER;
        members = Set.of();
        awaited.clear();
        reasons.forget();
    }

    private void view(final int event) {
        final Set<Long> next = new HashSet<>();
        report.exercised(Property.C1);
        if (!isInOrder(event, Field.MEMBERS, next) || !isInOrder(event, Field.LEFT, new HashSet<>()) || !addsUp(event, next)) {
            if (view == Clients.NEVER) {
                report.broken(Property.C1, "a view that does not add up", clients.event(p, event));
            } else {
                report.broken(Property.C1, "two views that do not add up", clients.event(p, view), clients.event(p, event));
            }
        }
        if (view != Clients.NEVER) {
            steps.made(p, view, event);
        }
        reasons.view(event);
        view = event;
        members = next;
    }

    /** Each once, those of lower nodes before, of one node by process id. */
    private boolean isInOrder(final int event, final Field field, final Set<Long> into) {
        final long[] ids = client.entries(event, field);
        boolean grows = true;
        for (int i = 0; i < ids.length; i++) {
            into.add(Member.withoutReason(ids[i]));
            grows &= i == 0 || Member.compare(ids[i - 1], ids[i]) < 0;
        }
        return grows;
    }

    private boolean addsUp(final int event, final Set<Long> next) {
        final Set<Long> expected = new HashSet<>(members);
        boolean fits = true;
        for (final long change : client.entries(event, Field.LEFT)) {
            final long left = Member.withoutReason(change);
            fits &= expected.remove(left) || view == Clients.NEVER || dropped.mayHaveMissed(Field.JOINED, left, p, event)
                || Member.reason(change) == CpgMessages.REASON_PROCESS_DOWN && clients.trace.isCorosync(Member.nodeId(client.id()));
        }
        for (final long change : client.entries(event, Field.JOINED)) {
            final long joined = Member.withoutReason(change);
            fits &= expected.add(joined) || dropped.mayHaveMissed(Field.LEFT, joined, p, event);
        }
        // Of the first view a client knows what has changed only.
        return fits && (view == Clients.NEVER ? next.containsAll(expected) : next.equals(expected));
    }

    private void got(final int event) {
        final int message = clients.nodeOf[p][event];
        final long origin = clients.messages.origin(message);
        report.exercised(Property.C3);
        if (!members.contains(origin) && !dropped.mayHaveMissed(Field.JOINED, origin, p, event)) {
            report.broken(Property.C3, "its sender is no member of the view", view == Clients.NEVER
                    ? new EventRef[] {clients.event(p, event)} : new EventRef[] {clients.event(p, view), clients.event(p, event)});
        }
        reasons.message(event);
        final EventRef send = clients.accepted[message];
        if (clients.gotAt[p][message] != Clients.NEVER) {
            report.broken(Property.C6, "came twice", clients.event(p, clients.gotAt[p][message]), clients.event(p, event));
        } else if (send == null) {
            report.broken(Property.C6, "came, but no send was accepted", clients.event(p, event));
        } else if (send.process().get(send.event(), Field.H) != client.get(event, Field.H)) {
            report.broken(Property.C6, "came with other bytes", send, clients.event(p, event));
        }
        if (clients.gotAt[p][message] == Clients.NEVER) {
            clients.gotAt[p][message] = event;
        }
        awaited.remove(message);
    }

    private void accepted(final int event) {
        report.exercised(Property.C6);
        report.exercised(Property.C9, client.get(event, Field.SYNC));
        awaited.add(clients.nodeOf[p][event]);
        if (client.get(event, Field.SYNC) == 1) {
            report.broken(Property.C9, "accepted while nodes synchronise", clients.event(p, event));
        }
    }

    private void ringChange(final int event) {
        final long[] nodes = client.entries(event, Field.MEMBERS);
        if (ring != Clients.NEVER) {
            grows(ring, event);
        }
        ring = event;
        reasons.ringChange(event, nodes);
        if (view != Clients.NEVER) {
            report.exercised(Property.C7);
            for (final long id : members) {
                if (!History.contains(nodes, Member.id(Member.nodeId(id), 0))) {
                    report.broken(Property.C7, "a member of a node that is not in the ring: " + EventText.process(id), clients.event(p, view),
                            clients.event(p, event));
                }
            }
        }
    }

    private void quorum(final int event) {
        if (quorum != Clients.NEVER) {
            grows(quorum, event);
        }
        quorum = event;
    }

    /** The same ring, or one with a higher number. */
    private void grows(final int before, final int event) {
        report.exercised(Property.C8);
        final int one = client.configuration(before, Field.RING);
        final int other = client.configuration(event, Field.RING);
        if (one != other && Long.compareUnsigned(seq(one), seq(other)) >= 0) {
            report.broken(Property.C8, "a ring that is not above the one before", clients.event(p, before), clients.event(p, event));
        }
    }

    private long seq(final int configuration) {
        return clients.trace.configuration(configuration).seq();
    }

    /** Idle for good. */
    private void end() {
        for (final int message : awaited) {
            report.broken(Property.C6, "accepted, and never came back", clients.accepted[message]);
        }
        reasons.message(client.size() - 1);
        if (ring != Clients.NEVER && quorum != Clients.NEVER) {
            report.exercised(Property.C8);
            if (client.configuration(ring, Field.RING) != client.configuration(quorum, Field.RING)) {
                report.broken(Property.C8, "two rings at the end", clients.event(p, ring), clients.event(p, quorum));
            }
        }
        if (view != Clients.NEVER) {
            ghosts();
        }
    }

    private void ghosts() {
        report.exercised(Property.C7);
        final Set<Long> alive = new HashSet<>();
        for (final ProcessTrace other : clients.clients) {
            if (!Clients.hasEnded(other) && isIn(other, client.get(view, Field.G))) {
                alive.add(other.id());
            }
        }
        final Set<Long> differing = new HashSet<>(alive);
        differing.addAll(members);
        differing.removeIf(id -> alive.contains(id) == members.contains(id)
                || dropped.mayHaveMissed(alive.contains(id) ? Field.JOINED : Field.LEFT, id, p, client.size()));
        if (!differing.isEmpty()) {
            report.broken(Property.C7, "alive at the end: " + Arrays.toString(alive.stream().map(EventText::process).sorted().toArray()),
                    clients.event(p, view));
        }
    }

    /** Whether the group is the one that a client has joined last, or told of last. */
    private static boolean isIn(final ProcessTrace other, final long group) {
        for (int event = other.size() - 1; event >= 0; event--) {
            if (other.kind(event) == EventKind.JOIN || other.kind(event) == EventKind.VIEW) {
                return other.get(event, Field.G) == group;
            }
        }
        return false;
    }

    /** The reason codes of the local protocol, as far as they need one of the others' events. */
    static EventKind[] excuses(final int reason) {
        return switch (reason) {
            case CpgMessages.REASON_JOIN -> new EventKind[] {EventKind.JOIN};
            case CpgMessages.REASON_LEAVE -> new EventKind[] {EventKind.LEAVE};
            // A leave that was lost in a synchronisation is found later.
            case CpgMessages.REASON_PROCESS_DOWN -> new EventKind[] {EventKind.END, EventKind.LEAVE, EventKind.FAIL};
            default -> new EventKind[0];
        };
    }
}
