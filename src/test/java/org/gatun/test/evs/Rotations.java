package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The token's visits on all rings, put in their order by the token's number: who has it, and the messages of each rotation. */
final class Rotations {
    private final History history;
    private final Report report;
    private final List<List<Visit>> visits = new ArrayList<>();
    private int window = Integer.MAX_VALUE;

    private record Visit(int tokenSeq, int process, int event, int messages) {
    }

    Rotations(final History history, final Report report) {
        this.history = history;
        this.report = report;
        for (int i = 0; i < history.trace.configurationCount(); i++) {
            visits.add(null);
        }
    }

    void window(final int messages) {
        window = messages;
    }

    void visit(final int ring, final int tokenSeq, final int process, final int event, final int messages) {
        if (visits.get(ring) == null) {
            visits.set(ring, new ArrayList<>());
        }
        visits.get(ring).add(new Visit(tokenSeq, process, event, messages));
    }

    /** Counts, when all visits are known. */
    void run() {
        for (final List<Visit> ofRing : visits) {
            if (ofRing != null) {
                final int base = ofRing.get(0).tokenSeq;
                ofRing.sort(Comparator.comparingInt(visit -> visit.tokenSeq - base));
                holders(ofRing);
                if (window != Integer.MAX_VALUE) {
                    count(ofRing);
                }
            }
        }
    }

    /** No two processes hold a token of one number. */
    private void holders(final List<Visit> ofRing) {
        for (int i = 1; i < ofRing.size(); i++) {
            final Visit before = ofRing.get(i - 1);
            final Visit visit = ofRing.get(i);
            report.exercised(Property.HOLDER_NUMBERS);
            if (before.tokenSeq == visit.tokenSeq && before.process != visit.process) {
                report.broken(Property.HOLDER_NUMBERS, "two have the token at once", history.event(before.process, before.event),
                        history.event(visit.process, visit.event));
            }
        }
    }

    /** A rotation ends with each visit, and starts after the same process's visit before. */
    private void count(final List<Visit> ofRing) {
        final long[] upTo = new long[history.processes.length];
        long total = 0;
        for (final Visit visit : ofRing) {
            total += visit.messages;
            report.exercised(Property.WINDOWS);
            if (total - upTo[visit.process] > window) {
                report.broken(Property.WINDOWS, total - upTo[visit.process] + " messages in one rotation, which ends here",
                        history.event(visit.process, visit.event));
            }
            upTo[visit.process] = total;
        }
    }
}
