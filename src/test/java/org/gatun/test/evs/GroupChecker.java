package org.gatun.test.evs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CpgMessages;

/** Judges what clients of process groups saw: C1 to C9. */
public final class GroupChecker {
    private record Step(ClientEvent.View from, ClientEvent.View to) {
    }

    private record Segment(ClientTrace trace, List<ClientEvent.Got> messages) {
    }

    private record Message(String group, ClientEvent.Got got) {
    }

    private final List<ClientTrace> traces;
    private final boolean settled;
    private final Report report = new Report();
    private final Map<Step, Segment> segments = new HashMap<>();

    private GroupChecker(final List<ClientTrace> traces, final boolean settled) {
        this.traces = traces;
        this.settled = settled;
    }

    /** @param settled all that live have long been in one ring and all messages are delivered */
    public static Report check(final List<ClientTrace> traces, final boolean settled) {
        final GroupChecker checker = new GroupChecker(traces, settled);
        for (final ClientTrace trace : traces) {
            checker.checkViews(trace);
            checker.checkOwn(trace);
            checker.checkRings(trace);
        }
        checker.checkOrder();
        checker.checkGhosts();
        return checker.report;
    }

    // ---- C1, C2, C3, C5

    private void checkViews(final ClientTrace trace) {
        ClientEvent.View view = null;
        ConfigurationId ringBefore = null;
        List<ClientEvent.Got> since = new ArrayList<>();
        for (final ClientEvent event : trace.events()) {
            switch (event) {
                case ClientEvent.View next -> {
                    if (view != null) {
                        addUp(trace, view, next);
                        step(trace, new Step(view, next), since);
                    }
                    fits(trace, next, view != null && !next.in().regularOf().equals(ringBefore));
                    view = next;
                    ringBefore = next.in().regularOf();
                    since = new ArrayList<>();
                }
                case ClientEvent.Got got -> {
                    since.add(got);
                    report.exercised(Property.C3, 1);
                    if (view == null || !view.has(got.from())) {
                        report.broken(Property.C3, trace + ", in view " + view + ": " + got);
                    }
                }
                default -> {
                }
            }
        }
    }

    private void addUp(final ClientTrace trace, final ClientEvent.View before, final ClientEvent.View after) {
        report.exercised(Property.C1, 1);
        final Set<ClientEvent.Member> expected = new HashSet<>(before.members());
        boolean fine = true;
        for (final ClientEvent.Change change : after.left()) {
            fine &= expected.remove(change.member());
        }
        for (final ClientEvent.Change change : after.joined()) {
            fine &= expected.add(change.member());
        }
        if (!fine || !expected.equals(new HashSet<>(after.members())) || new HashSet<>(after.members()).size() != after.members().size()) {
            report.broken(Property.C1, trace + ": after " + before + " comes " + after);
        }
    }

    private void fits(final ClientTrace trace, final ClientEvent.View view, final boolean ringIsNew) {
        for (final ClientEvent.Change change : view.left()) {
            report.exercised(Property.C2, 1);
            final boolean byRing = change.reason() == CpgMessages.REASON_NODE_DOWN;
            if (byRing ? !ringIsNew : change.reason() != CpgMessages.REASON_LEAVE && change.reason() != CpgMessages.REASON_PROCESS_DOWN) {
                report.broken(Property.C2, trace + ": left, in " + view);
            }
        }
        for (final ClientEvent.Change change : view.joined()) {
            report.exercised(Property.C2, 1);
            if (change.reason() != CpgMessages.REASON_JOIN && change.reason() != CpgMessages.REASON_NODE_UP) {
                report.broken(Property.C2, trace + ": joined, in " + view);
            }
        }
    }

    private void step(final ClientTrace trace, final Step step, final List<ClientEvent.Got> messages) {
        final Segment other = segments.putIfAbsent(step, new Segment(trace, messages));
        if (other != null) {
            report.exercised(Property.C5, 1);
            if (!other.messages.equals(messages)) {
                report.broken(Property.C5, trace + " got " + messages + ", " + other.trace + " got " + other.messages + ", both from " + step.from
                    + " to " + step.to);
            }
        }
    }

    // ---- C6, C9

    private void checkOwn(final ClientTrace trace) {
        final Set<Integer> awaited = new LinkedHashSet<>();
        for (final ClientEvent event : trace.events()) {
            switch (event) {
                case ClientEvent.Sent sent -> {
                    report.exercised(Property.C6, 1);
                    awaited.add(sent.counter());
                    report.exercised(Property.C9, 1);
                    if (sent.synchronising()) {
                        report.broken(Property.C9, trace + ": " + sent);
                    }
                }
                case ClientEvent.Refused refused -> report.exercised(Property.C9, refused.synchronising() ? 1 : 0);
                case ClientEvent.Got got -> {
                    if (got.from().equals(trace.self()) && !awaited.remove(got.counter())) {
                        report.broken(Property.C6, trace + " got what it did not send, or twice: " + got);
                    }
                }
                default -> {
                }
            }
        }
        final boolean ended = trace.hasEnded() || trace.hasDied();
        if (!ended && !settled) {
            report.leaveOpen(Property.C6);
        } else if (!ended && !awaited.isEmpty()) {
            report.broken(Property.C6, trace + " never got its own " + awaited);
        }
    }

    // ---- C4

    private void checkOrder() {
        final Map<Message, Integer> nodes = new HashMap<>();
        final List<Set<Integer>> next = new ArrayList<>();
        for (final ClientTrace trace : traces) {
            int before = -1;
            for (final ClientEvent event : trace.events()) {
                if (event instanceof ClientEvent.Got got) {
                    final int node = nodes.computeIfAbsent(new Message(trace.group(), got), m -> {
                        next.add(new HashSet<>());
                        return next.size() - 1;
                    });
                    if (before >= 0) {
                        next.get(before).add(node);
                    }
                    before = node;
                }
            }
        }
        report.exercised(Property.C4, nodes.size());
        final int[] incoming = new int[next.size()];
        next.forEach(targets -> targets.forEach(target -> incoming[target]++));
        final ArrayDeque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < incoming.length; i++) {
            if (incoming[i] == 0) {
                free.add(i);
            }
        }
        int done = 0;
        while (!free.isEmpty()) {
            done++;
            for (final int target : next.get(free.remove())) {
                if (--incoming[target] == 0) {
                    free.add(target);
                }
            }
        }
        if (done < incoming.length) {
            nodes.forEach((message, node) -> {
                if (incoming[node] > 0) {
                    report.broken(Property.C4, "clients got it in different orders, it and others: " + message);
                }
            });
        }
    }

    // ---- C7

    private void checkGhosts() {
        if (!settled) {
            report.leaveOpen(Property.C7);
            return;
        }
        final Map<String, Set<ClientEvent.Member>> live = new HashMap<>();
        for (final ClientTrace trace : traces) {
            if (!trace.hasEnded() && !trace.hasDied()) {
                live.computeIfAbsent(trace.group(), group -> new HashSet<>()).add(trace.self());
            }
        }
        for (final ClientTrace trace : traces) {
            if (trace.hasEnded() || trace.hasDied()) {
                continue;
            }
            ClientEvent.View last = null;
            for (final ClientEvent event : trace.events()) {
                last = event instanceof ClientEvent.View view ? view : last;
            }
            report.exercised(Property.C7, 1);
            if (last == null || !new HashSet<>(last.members()).equals(live.get(trace.group()))) {
                report.broken(Property.C7, trace + " ends with " + last + ", alive are " + live.get(trace.group()));
            }
        }
    }

    // ---- C8

    private void checkRings(final ClientTrace trace) {
        RingId ring = null;
        RingId quorum = null;
        for (final ClientEvent event : trace.events()) {
            switch (event) {
                case ClientEvent.RingChanged e -> {
                    report.exercised(Property.C8, 1);
                    if (ring != null && !ring.equals(e.ring()) && Long.compareUnsigned(ring.sequence(), e.ring().sequence()) >= 0) {
                        report.broken(Property.C8, trace + ": " + e + " after " + ring);
                    }
                    ring = e.ring();
                }
                case ClientEvent.QuorumRing e -> {
                    report.exercised(Property.C8, 1);
                    if (quorum != null && Long.compareUnsigned(quorum.sequence(), e.ring().sequence()) > 0) {
                        report.broken(Property.C8, trace + ": " + e + " after " + quorum);
                    }
                    quorum = e.ring();
                }
                default -> {
                }
            }
        }
        if (settled && ring != null && quorum != null && !trace.hasDied() && !trace.hasEnded() && !ring.equals(quorum)) {
            report.broken(Property.C8, trace + " ends with ring " + ring + " by the ring change, " + quorum + " by the quorum service");
        }
    }
}
