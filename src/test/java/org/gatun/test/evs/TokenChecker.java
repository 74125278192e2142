package org.gatun.test.evs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatun.engine.totem.RingId;

/** The invariants of the ring below its deliveries: G1 to G7. */
final class TokenChecker {
    /** What corosync allows by default: messages of a visit, and of a rotation. */
    private static final int MAX_MESSAGES = 17;
    private static final int WINDOW = 50;

    private record Slot(RingId ring, int seq) {
    }

    private record Named(MessageId message, int hash, ProcessTrace by) {
    }

    private final Report report;
    private final Map<Slot, Named> named = new HashMap<>();
    private final Map<RingId, Set<Integer>> numbered = new HashMap<>();

    TokenChecker(final Report report) {
        this.report = report;
    }

    void check(final List<ProcessTrace> traces) {
        final Map<Integer, Long> sequences = new HashMap<>();
        for (final ProcessTrace trace : traces) {
            if (trace.isForgetful()) {
                sequences.remove(trace.process());
            }
            checkTrace(trace, sequences);
        }
        numbered.forEach(this::checkGaps);
    }

    private void checkTrace(final ProcessTrace trace, final Map<Integer, Long> sequences) {
        Event.TokenTaken token = null;
        int onThisVisit = 0;
        boolean alone = true;
        for (final ProcessTrace.Entry entry : trace.entries()) {
            switch (entry.event()) {
                case Event.Configured e -> {
                    if (!e.id().isTransitional()) {
                        grow(trace, e, sequences);
                        // Nobody sees the token that a node passes to itself.
                        alone = e.members().length == 1;
                    }
                }
                case Event.Sent e -> {
                    name(trace, e.message(), e.seq(), e.hash());
                    numbered.computeIfAbsent(e.message().ring(), ring -> new HashSet<>()).add(e.seq());
                    onThisVisit++;
                    if (!alone) {
                        numbers(trace, token, e, onThisVisit);
                    }
                }
                case Event.Repeated e -> {
                    name(trace, e.message(), e.seq(), e.hash());
                    onThisVisit++;
                    if (!alone) {
                        limit(trace, onThisVisit, e);
                    }
                }
                case Event.Delivered e -> name(trace, e.message(), e.seq(), e.hash());
                case Event.TokenTaken e -> {
                    take(trace, token, e);
                    token = e;
                    onThisVisit = 0;
                }
                case Event.TokenPassed e -> pass(trace, e);
                default -> {
                }
            }
        }
    }

    private void grow(final ProcessTrace trace, final Event.Configured e, final Map<Integer, Long> sequences) {
        final Long before = sequences.put(trace.process(), e.id().ring().sequence());
        report.fire(Property.G2, 1);
        if (before != null && Long.compareUnsigned(before, e.id().ring().sequence()) >= 0) {
            report.violate(Property.G2, "process " + trace + " was in a ring of sequence " + before + ": " + e);
        }
    }

    private void name(final ProcessTrace trace, final MessageId message, final int seq, final int hash) {
        report.fire(Property.G1, 1);
        final Slot slot = new Slot(message.ring(), seq);
        final Named first = named.get(slot);
        if (first == null) {
            named.put(slot, new Named(message, hash, trace));
        } else if (!first.message.equals(message) || first.hash != hash) {
            report.violate(Property.G1, "seq " + Integer.toUnsignedString(seq) + " is " + first.message + " at process " + first.by + ", "
                + message + (first.hash == hash ? "" : " with other bytes") + " at process " + trace);
        }
    }

    private void numbers(final ProcessTrace trace, final Event.TokenTaken token, final Event.Sent e, final int onThisVisit) {
        final RingId ring = e.message().ring();
        report.fire(Property.G3, 1);
        if (token == null || !token.ring().equals(ring) || token.seq() + onThisVisit - e.seq() < 0 || e.seq() - token.seq() <= 0) {
            report.violate(Property.G3, "process " + trace + " with " + token + ": " + e);
        }
        limit(trace, onThisVisit, e);
    }

    private void limit(final ProcessTrace trace, final int onThisVisit, final Event e) {
        report.fire(Property.G7, 1);
        if (onThisVisit > MAX_MESSAGES) {
            report.violate(Property.G7, "process " + trace + ", message " + onThisVisit + " of one visit: " + e);
        }
    }

    private void take(final ProcessTrace trace, final Event.TokenTaken before, final Event.TokenTaken e) {
        report.fire(Property.G4, 1);
        report.fire(Property.G5, 1);
        if (before != null && before.ring().equals(e.ring()) && e.tokenSeq() - before.tokenSeq() <= 0) {
            report.violate(Property.G4, "process " + trace + " after " + before + ": " + e);
        }
        if (e.seq() - e.aru() < 0) {
            report.violate(Property.G5, "process " + trace + ": " + e);
        }
        if (before != null && before.ring().equals(e.ring()) && e.seq() - before.seq() > WINDOW) {
            report.violate(Property.G7, "process " + trace + ", more than " + WINDOW + " in a rotation, from " + before + " to " + e);
        }
    }

    private void pass(final ProcessTrace trace, final Event.TokenPassed e) {
        for (final int request : e.requests()) {
            report.fire(Property.G6, 1);
            if (request - e.myAru() <= 0 || e.seq() - request < 0) {
                report.violate(Property.G6, "process " + trace + " has all up to " + Integer.toUnsignedString(e.myAru()) + ", the ring is at "
                    + Integer.toUnsignedString(e.seq()) + ", asks for " + Integer.toUnsignedString(request));
            }
        }
    }

    private void checkGaps(final RingId ring, final Set<Integer> seqs) {
        int lowest = seqs.iterator().next();
        int highestSeq = lowest;
        for (final int seq : seqs) {
            lowest = seq - lowest < 0 ? seq : lowest;
            highestSeq = seq - highestSeq > 0 ? seq : highestSeq;
        }
        if (highestSeq - lowest + 1 != seqs.size()) {
            report.violate(Property.G3, "ring " + ring + ": " + seqs.size() + " messages numbered from " + Integer.toUnsignedString(lowest) + " to "
                + Integer.toUnsignedString(highestSeq));
        }
    }
}
