package org.gatun.test.evs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients of a trace with their messages and views by number: what the walks along them share. */
final class Clients {
    static final int NEVER = -1;

    final Trace trace;
    final ProcessTrace[] clients;
    final Messages messages = new Messages();
    /** By client and event: the number of the message or of the view; {@link #NEVER} for other events. */
    final int[][] nodeOf;
    /** By client and message: the event, or {@link #NEVER}. */
    final int[][] gotAt;
    /** By message: its acceptance, or null. */
    final EventRef[] accepted;
    /** All clients that have not ended have settled. */
    final boolean settled;
    private final Map<View, Integer> views = new HashMap<>();
    private final Map<Long, Set<EventKind>> done = new HashMap<>();

    /** A view, and how many equal ones the client has had before. */
    private record View(int group, int ring, List<Long> members, List<Long> left, List<Long> joined, int before) {
    }

    Clients(final Trace trace) {
        this.trace = trace;
        clients = trace.clients();
        nodeOf = new int[clients.length][];
        gotAt = new int[clients.length][];
        for (int p = 0; p < clients.length; p++) {
            number(p);
        }
        accepted = new EventRef[messages.count()];
        boolean all = true;
        for (int p = 0; p < clients.length; p++) {
            gotAt[p] = new int[messages.count()];
            Arrays.fill(gotAt[p], NEVER);
            final Set<EventKind> kinds = done(clients[p].id());
            all &= kinds.contains(EventKind.SETTLED) || hasEnded(clients[p]);
            for (int event = 0; event < clients[p].size(); event++) {
                if (clients[p].kind(event) == EventKind.ACCEPTED && accepted[nodeOf[p][event]] == null) {
                    accepted[nodeOf[p][event]] = new EventRef(clients[p], event);
                }
            }
        }
        settled = all;
    }

    private void number(final int p) {
        final ProcessTrace client = clients[p];
        final Map<View, Integer> seen = new HashMap<>();
        nodeOf[p] = new int[client.size()];
        for (int event = 0; event < client.size(); event++) {
            done.computeIfAbsent(client.id(), id -> new HashSet<>()).add(client.kind(event));
            nodeOf[p][event] = switch (client.kind(event)) {
                case ACCEPTED, GOT -> messages.number(client.get(event, Field.M), client.tag(event));
                case VIEW -> {
                    final View view = view(client, event, 0);
                    final int before = seen.merge(view, 1, Integer::sum) - 1;
                    yield views.computeIfAbsent(before == 0 ? view : view(client, event, before), key -> views.size());
                }
                default -> NEVER;
            };
        }
    }

    private static View view(final ProcessTrace client, final int event, final int before) {
        return new View((int) client.get(event, Field.G), client.configuration(event, Field.RING), list(client, event, Field.MEMBERS),
                list(client, event, Field.LEFT), list(client, event, Field.JOINED), before);
    }

    private static List<Long> list(final ProcessTrace client, final int event, final Field field) {
        return Arrays.stream(client.entries(event, field)).boxed().toList();
    }

    int viewCount() {
        return views.size();
    }

    /** What kinds of events a client has; none where it has no trace. */
    Set<EventKind> done(final long id) {
        return done.getOrDefault(id, Set.of());
    }

    /** By leaving, or with its process or node; or it has never begun. */
    static boolean hasEnded(final ProcessTrace client) {
        for (int event = client.size() - 1; event >= 0; event--) {
            switch (client.kind(event)) {
                case JOIN -> {
                    return false;
                }
                case LEAVE, END, FAIL -> {
                    return true;
                }
                default -> { }
            }
        }
        return true;
    }

    EventRef event(final int client, final int event) {
        return new EventRef(clients[client], event);
    }
}
