package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatun.engine.totem.RingId;

/**
 * Judges the history of a ring: one pass over each process, joins between processes, and the graph of {@link Precedence}. Linear in the
 * number of events, but for the processes of one configuration.
 */
public final class RingChecker {
    /** Where a message was sent: by whom, and what its sender had delivered of the ring by then. */
    private record Origin(Stay stay, Event.Sent event, Event.Sent before, int deliveredUpTo, boolean deliveredAny) {
    }

    private record Slot(RingId ring, int seq) {
    }

    private record Step(ConfigId from, ConfigId to) {
    }

    private final List<ProcessTrace> traces;
    private final boolean settled;
    private final Report report = new Report();
    private final List<Stay> stays = new ArrayList<>();
    private final Map<ProcessTrace, Stay> last = new HashMap<>();
    private final Map<MessageId, Origin> origins = new HashMap<>();
    private final Map<Slot, Origin> slots = new HashMap<>();
    private final Map<RingId, Integer> firstSent = new HashMap<>();

    private RingChecker(final List<ProcessTrace> traces, final boolean settled) {
        this.traces = traces;
        this.settled = settled;
    }

    /**
     * @param traces of all processes and all their incarnations, each process's in its order
     * @param settled the last fault is long over: every process that lives has had the same configuration and an idle ring for some time
     */
    public static Report check(final List<ProcessTrace> traces, final boolean settled) {
        final RingChecker checker = new RingChecker(traces, settled);
        traces.forEach(checker::split);
        for (final Stay stay : checker.stays) {
            checker.checkOrigins(stay);
            checker.checkContinuity(stay);
        }
        checker.checkCausality();
        checker.checkOwnMessages();
        checker.checkSteps();
        checker.checkLastConfigurations();
        checker.checkSafe();
        Precedence.check(traces, checker.report);
        new PrimaryChecker(checker.report).check(traces);
        new TokenChecker(checker.report).check(traces);
        return checker.report;
    }

    // ---- 1.2, 1.4, 2.2, G8, while stays are made

    private void split(final ProcessTrace trace) {
        Stay stay = null;
        int expected = 0;
        boolean failed = false;
        final Set<MessageId> seen = new HashSet<>();
        Event.Sent before = null;
        for (final ProcessTrace.Entry entry : trace.entries()) {
            report.fire(Property.P1_2, 1);
            if (entry.index() != expected) {
                report.violate(Property.P1_2, "process " + trace + ": event " + entry.index() + " where " + expected + " is due");
            }
            expected = entry.index() + 1;
            switch (entry.event()) {
                case Event.Configured e -> {
                    final Stay following = new Stay(trace, e.id(), e.members());
                    if (stay != null) {
                        stay.next = following;
                        following.before = stay;
                    }
                    stay = following;
                    stays.add(stay);
                    last.put(trace, stay);
                }
                case Event.Sent e -> {
                    if (claims(trace, stay, e.in(), e, failed)) {
                        stay.sent.add(e);
                        before = register(stay, e, before);
                    }
                }
                case Event.Delivered e -> {
                    if (claims(trace, stay, e.in(), e, failed)) {
                        stay.delivered.add(e);
                        report.fire(Property.P1_4, 1);
                        if (!seen.add(e.message())) {
                            report.violate(Property.P1_4, "process " + trace + " delivers a second time: " + e);
                        }
                    }
                }
                case Event.Failed e -> {
                    claims(trace, stay, e.in(), e, failed);
                    failed = true;
                }
                default -> {
                }
            }
        }
    }

    private boolean claims(final ProcessTrace trace, final Stay stay, final ConfigId claimed, final Event event, final boolean failed) {
        report.fire(Property.P2_2, 1);
        if (stay == null ? claimed != null : !stay.id.equals(claimed) || failed) {
            report.violate(Property.P2_2, "process " + trace + (failed ? ", which has failed" : "") + ", in "
                + (stay == null ? "no configuration" : stay.id) + ": " + event);
        }
        return stay != null;
    }

    private Event.Sent register(final Stay stay, final Event.Sent e, final Event.Sent before) {
        report.fire(Property.G8, 1);
        if (stay.id.isTransitional()) {
            report.violate(Property.G8, stay + ": " + e);
            report.violate(Property.P1_4, stay + ": " + e);
        }
        final Event.Delivered delivered = stay.delivered.isEmpty() ? null : stay.delivered.getLast();
        final Event.Sent previous = before != null && before.message().ring().equals(e.message().ring()) ? before : null;
        final Origin origin = new Origin(stay, e, previous, delivered == null ? 0 : delivered.seq(), delivered != null);
        report.fire(Property.P1_4, 1);
        final Origin first = origins.putIfAbsent(e.message(), origin);
        if (first != null) {
            report.violate(Property.P1_4, "sent twice: " + first.stay + ": " + first.event + "; " + stay + ": " + e);
        }
        slots.putIfAbsent(new Slot(e.message().ring(), e.seq()), origin);
        firstSent.merge(e.message().ring(), e.seq(), (a, b) -> a - b < 0 ? a : b);
        return e;
    }

    // ---- 1.3, 6.3

    private void checkOrigins(final Stay stay) {
        for (final Event.Delivered e : stay.delivered) {
            report.fire(Property.P1_3, 1);
            final Origin origin = origins.get(e.message());
            if (origin == null) {
                report.violate(Property.P1_3, stay + ", sent by nobody: " + e);
            } else if (!origin.stay.id.equals(ConfigId.regular(stay.id.messagesOf()))) {
                report.violate(Property.P1_3, stay + ": " + e + "; " + origin.stay + ": " + origin.event);
            }
        }
    }

    private void checkContinuity(final Stay stay) {
        final RingId ring = stay.id.messagesOf();
        Integer start = firstSent.get(ring);
        if (stay.id.isTransitional()) {
            start = transitionalStart(stay);
        }
        if (start == null) {
            return;
        }
        int due = start;
        for (final Event.Delivered e : stay.delivered) {
            report.fire(stay.id.isTransitional() ? Property.P6_3T : Property.P6_3, 1);
            if (e.seq() - due < 0) {
                report.violate(Property.P6_3, stay + ", " + Integer.toUnsignedString(due) + " is due: " + e);
                return;
            }
            for (; due != e.seq(); due++) {
                if (!mayLack(stay, ring, due, e)) {
                    return;
                }
            }
            due = e.seq() + 1;
        }
    }

    private boolean mayLack(final Stay stay, final RingId ring, final int seq, final Event.Delivered e) {
        if (!stay.id.isTransitional()) {
            report.violate(Property.P6_3, stay + ", " + Integer.toUnsignedString(seq) + " is due: " + e);
            return false;
        }
        final Origin lacking = slots.get(new Slot(ring, seq));
        if (lacking != null && stay.hasMember(lacking.stay.trace.process())) {
            report.violate(Property.P6_3T, stay + " lacks what a member of it sent: " + lacking.event + ", before " + e);
            return false;
        }
        return true;
    }

    /** What a process had delivered of the ring before its transitional configuration, plus 1. */
    private Integer transitionalStart(final Stay stay) {
        final Stay regular = stay.before;
        if (regular == null || !regular.id.equals(ConfigId.regular(stay.id.from()))) {
            return null;
        }
        return regular.delivered.isEmpty() ? firstSent.get(stay.id.from()) : Integer.valueOf(regular.delivered.getLast().seq() + 1);
    }

    // ---- 5

    private void checkCausality() {
        for (final Stay stay : stays) {
            if (!stay.id.isTransitional()) {
                final Set<MessageId> delivered = new HashSet<>();
                int prefix = firstSent.getOrDefault(stay.id.ring(), 1) - 1;
                prefix = checkCausality(stay, delivered, prefix);
                if (stay.transitional() != null) {
                    checkCausality(stay.transitional(), delivered, prefix);
                }
            }
        }
    }

    private int checkCausality(final Stay stay, final Set<MessageId> delivered, final int before) {
        int prefix = before;
        for (final Event.Delivered e : stay.delivered) {
            final Origin origin = origins.get(e.message());
            if (origin != null) {
                if (origin.before != null || origin.deliveredAny) {
                    report.fire(Property.P5, 1);
                }
                if (origin.before != null && !delivered.contains(origin.before.message())) {
                    report.violate(Property.P5, stay + " has not delivered its sender's earlier " + origin.before + ": " + e);
                } else if (origin.deliveredAny && origin.deliveredUpTo - prefix > 0) {
                    report.violate(Property.P5, stay + " has all up to " + Integer.toUnsignedString(prefix) + ", the sender had up to "
                        + Integer.toUnsignedString(origin.deliveredUpTo) + ": " + e);
                }
            }
            delivered.add(e.message());
            if (e.seq() == prefix + 1) {
                prefix++;
            }
        }
        return prefix;
    }

    // ---- 3

    private void checkOwnMessages() {
        for (final Stay stay : stays) {
            final Stay transitional = stay.transitional();
            final Stay after = transitional == null ? stay.next : transitional.next;
            final boolean over = after != null || settled && stay.trace.isAlive() && stay.next == null;
            if (stay.sent.isEmpty()) {
                continue;
            }
            if (!over) {
                if (stay.trace.isAlive()) {
                    report.leaveOpen(Property.P3);
                }
                continue;
            }
            final Set<MessageId> delivered = new HashSet<>();
            stay.delivered.forEach(e -> delivered.add(e.message()));
            if (transitional != null) {
                transitional.delivered.forEach(e -> delivered.add(e.message()));
            }
            for (final Event.Sent e : stay.sent) {
                report.fire(Property.P3, 1);
                if (!delivered.contains(e.message())) {
                    report.violate(Property.P3, stay + " goes on without its own " + e);
                }
            }
        }
    }

    // ---- 4

    private void checkSteps() {
        final Map<Step, Stay> first = new HashMap<>();
        for (final Stay stay : stays) {
            if (stay.next == null) {
                continue;
            }
            final Stay other = first.putIfAbsent(new Step(stay.id, stay.next.id), stay);
            if (other != null) {
                report.fire(Property.P4, 1);
                compare(stay, other);
            }
        }
    }

    private void compare(final Stay a, final Stay b) {
        final int common = Math.min(a.delivered.size(), b.delivered.size());
        for (int i = 0; i < common; i++) {
            if (!a.delivered.get(i).message().equals(b.delivered.get(i).message())) {
                final Set<MessageId> of = new HashSet<>();
                b.delivered.forEach(e -> of.add(e.message()));
                a.delivered.forEach(e -> {
                    if (!of.remove(e.message())) {
                        report.violate(Property.P4, a + " delivers what " + b + " does not, and goes with it to " + a.next.id + ": " + e);
                    }
                });
                if (!of.isEmpty()) {
                    report.violate(Property.P4, b + " delivers what " + a + " does not, and goes with it to " + a.next.id + ": " + of);
                }
                return;
            }
        }
        if (a.delivered.size() != b.delivered.size()) {
            final Stay more = a.delivered.size() > common ? a : b;
            report.violate(Property.P4, more + " delivers what " + (more == a ? b : a) + " does not, and goes with it to " + a.next.id + ": "
                + more.delivered.get(common));
        }
    }

    // ---- 2.1

    private void checkLastConfigurations() {
        final Map<Integer, Stay> ends = new HashMap<>();
        for (final ProcessTrace trace : traces) {
            final Stay stay = last.get(trace);
            ends.remove(trace.process());
            if (stay != null && trace.isAlive()) {
                ends.put(trace.process(), stay);
            }
        }
        if (!settled) {
            report.leaveOpen(Property.P2_1);
            return;
        }
        for (final Stay stay : ends.values()) {
            for (final int member : stay.members) {
                report.fire(Property.P2_1, 1);
                final Stay other = ends.get(member);
                if (other == null || !other.id.equals(stay.id)) {
                    report.violate(Property.P2_1, stay + " stays with " + Arrays.toString(stay.members) + ", but "
                        + (other == null ? "process " + member + " does not live" : other));
                }
            }
        }
    }

    // ---- 7.1, 7.2

    private void checkSafe() {
        final Map<MessageId, Set<Integer>> deliveredBy = new HashMap<>();
        final Map<ConfigId, Set<Integer>> installedBy = new HashMap<>();
        final Map<ConfigId, Set<Integer>> failedIn = new HashMap<>();
        boolean any = false;
        for (final Stay stay : stays) {
            final int process = stay.trace.process();
            installedBy.computeIfAbsent(stay.id, id -> new HashSet<>()).add(process);
            if (stay.next == null && !stay.trace.isAlive()) {
                failedIn.computeIfAbsent(ConfigId.regular(stay.id.messagesOf()), id -> new HashSet<>()).add(process);
            }
            for (final Event.Delivered e : stay.delivered) {
                if (isSafe(e)) {
                    any = true;
                    deliveredBy.computeIfAbsent(e.message(), id -> new HashSet<>()).add(process);
                }
            }
        }
        if (any && !settled) {
            report.leaveOpen(Property.P7_1);
            report.leaveOpen(Property.P7_2);
            return;
        }
        for (final Stay stay : any ? stays : List.<Stay>of()) {
            final ConfigId regular = ConfigId.regular(stay.id.messagesOf());
            for (final Event.Delivered e : stay.delivered) {
                for (final int member : isSafe(e) ? stay.members : new int[0]) {
                    report.fire(Property.P7_1, 1);
                    if (!deliveredBy.get(e.message()).contains(member) && !failedIn.getOrDefault(regular, Set.of()).contains(member)) {
                        report.violate(Property.P7_1, stay + ": " + e + ", but never at process " + member);
                    }
                    if (!stay.id.isTransitional()) {
                        report.fire(Property.P7_2, 1);
                        if (!installedBy.get(regular).contains(member)) {
                            report.violate(Property.P7_2, stay + ": " + e + ", but process " + member + " never was there");
                        }
                    }
                }
            }
        }
    }

    private boolean isSafe(final Event.Delivered e) {
        final Origin origin = origins.get(e.message());
        return origin != null && origin.event.safe();
    }
}
