package org.gatun.test.evs;

/** The walk along one process's tokens: who gives numbers, how tokens and rings grow, what is asked for and given up. */
final class TokenPass {
    private final History history;
    private final Report report;
    private final Rotations rotations;
    private final int p;
    private final ProcessTrace process;
    /** The event that started the current regular configuration, or -1. */
    private int regular = -1;
    private boolean alone = true;
    /** The ring's operational state has been left, by this event. */
    private int between = -1;
    /** The token accepted last, or -1. */
    private int token = -1;
    private boolean holding;
    private boolean operational;
    private int sent;
    private int repeated;
    /** Of the tokens passed last on this ring: how many, and the arus of the last two. */
    private int passes;
    private int aruBefore;
    private int aru;
    /** An event that gives up messages while the token is held: to be judged by what the token then says. */
    private int discard = -1;
    private int visitMax = Integer.MAX_VALUE;

    TokenPass(final History history, final Report report, final Rotations rotations, final int p) {
        this.history = history;
        this.report = report;
        this.rotations = rotations;
        this.p = p;
        process = history.processes[p];
    }

    void run() {
        for (int event = 0; event < process.size(); event++) {
            switch (process.kind(event)) {
                case CONF -> install(event);
                case GATHER -> between = event;
                case SEND -> send(event);
                case TOKEN -> accept(event);
                case PASS -> pass(event);
                case REPEAT -> {
                    repeated++;
                    visit(event);
                }
                case ASK -> ask(event);
                case DISCARD -> discard(event);
                case LIMITS -> limits(event);
                case FAIL -> stop();
                case DLV, QUORUM, SETTLED -> { }
            }
        }
    }

    private void stop() {
        endVisit();
        token = -1;
        holding = false;
        alone = true;
        between = -1;
        passes = 0;
        discard = -1;
    }

    private void limits(final int event) {
        visitMax = (int) process.get(event, Field.VISIT);
        rotations.window((int) process.get(event, Field.WINDOW));
    }

    private void install(final int event) {
        final int configuration = process.configuration(event, Field.ID);
        if (history.trace.isTransitional(configuration)) {
            between = event;
            return;
        }
        if (between >= 0) {
            report.exercised(Property.NO_SEND_BETWEEN);
        }
        between = -1;
        if (regular >= 0) {
            report.exercised(Property.RINGS_GROW);
            if (Long.compareUnsigned(ringSeq(process.configuration(regular, Field.ID)), ringSeq(configuration)) >= 0) {
                report.broken(Property.RINGS_GROW, "not above the ring before", history.event(p, regular), history.event(p, event));
            }
        }
        regular = event;
        if (token >= 0 && process.configuration(token, Field.RING) != configuration) {
            // Of a ring that is left; it may not have been passed on.
            endVisit();
        }
        alone = process.entries(event, Field.MEMBERS).length == 1;
    }

    private long ringSeq(final int configuration) {
        return history.trace.configuration(configuration).seq();
    }

    private void send(final int event) {
        if (between >= 0) {
            report.broken(Property.NO_SEND_BETWEEN, "sent between two regular configurations", history.event(p, between),
                    history.event(p, event));
        }
        sent++;
        visit(event);
        // A node that is alone has its token to itself.
        if (!history.hasTokens || alone) {
            return;
        }
        report.exercised(Property.HOLDER_NUMBERS);
        if (!holding || process.configuration(token, Field.RING) != process.configuration(event, Field.C)) {
            report.broken(Property.HOLDER_NUMBERS, "numbered without the token", history.event(p, event));
        } else if (seq(event, Field.SEQ) != seq(token, Field.SEQ) + sent) {
            report.broken(Property.HOLDER_NUMBERS, "number " + sent + " of a visit does not follow the token's", history.event(p, token),
                    history.event(p, event));
        }
    }

    /** A message more on this visit. */
    private void visit(final int event) {
        if (visitMax != Integer.MAX_VALUE && holding) {
            report.exercised(Property.WINDOWS);
            if (sent + repeated > visitMax) {
                report.broken(Property.WINDOWS, sent + repeated + " messages on one visit", history.event(p, token), history.event(p, event));
            }
        }
    }

    private void accept(final int event) {
        endVisit();
        report.exercised(Property.TOKENS_GROW);
        if (token >= 0 && process.configuration(token, Field.RING) == process.configuration(event, Field.RING)) {
            if (seq(event, Field.TSEQ) - seq(token, Field.TSEQ) <= 0) {
                report.broken(Property.TOKENS_GROW, "accepted, but not above the one before", history.event(p, token),
                        history.event(p, event));
            }
        } else {
            passes = 0;
            final int before = token >= 0 ? process.configuration(token, Field.RING)
                    : regular >= 0 ? process.configuration(regular, Field.ID) : Trace.NONE;
            if (before != Trace.NONE && before != process.configuration(event, Field.RING)
                    && Long.compareUnsigned(ringSeq(process.configuration(event, Field.RING)), ringSeq(before)) <= 0) {
                report.broken(Property.TOKENS_GROW, "accepted, but of a ring that was left", history.event(p, token >= 0 ? token : regular),
                        history.event(p, event));
            }
        }
        aruFits(event);
        token = event;
        holding = true;
        operational = regular >= 0 && between < 0
                && process.configuration(event, Field.RING) == process.configuration(regular, Field.ID);
    }

    private void aruFits(final int event) {
        report.exercised(Property.STABLE);
        if (seq(event, Field.SEQ) - seq(event, Field.ARU) < 0) {
            report.broken(Property.STABLE, "aru is above seq", history.event(p, event));
        }
    }

    private void pass(final int event) {
        aruFits(event);
        if (holding && operational && process.configuration(token, Field.RING) == process.configuration(event, Field.RING)) {
            report.exercised(Property.HOLDER_NUMBERS);
            if (seq(event, Field.SEQ) != seq(token, Field.SEQ) + sent) {
                report.broken(Property.HOLDER_NUMBERS, sent + " numbers given, the token says other", history.event(p, token),
                        history.event(p, event));
            }
        }
        aruBefore = aru;
        aru = seq(event, Field.ARU);
        passes++;
        endVisit();
        if (discard >= 0) {
            judgeDiscard(discard);
            discard = -1;
        }
    }

    private void endVisit() {
        if (token >= 0 && holding) {
            rotations.visit(process.configuration(token, Field.RING), seq(token, Field.TSEQ), p, token, sent + repeated);
        }
        holding = false;
        sent = 0;
        repeated = 0;
    }

    private void ask(final int event) {
        report.exercised(Property.REQUESTS);
        final int seq = seq(event, Field.SEQ);
        if (token < 0 || process.configuration(token, Field.RING) != process.configuration(event, Field.RING)) {
            report.broken(Property.REQUESTS, "asked for on another ring than the token's", history.event(p, event));
        } else if (seq - seq(event, Field.ARU) <= 0 || seq - seq(token, Field.SEQ) > 0) {
            report.broken(Property.REQUESTS, "asked for, but received or never sent", history.event(p, token), history.event(p, event));
        }
    }

    private void discard(final int event) {
        if (holding) {
            discard = event;
        } else {
            judgeDiscard(event);
        }
    }

    private void judgeDiscard(final int event) {
        if (alone) {
            return;
        }
        report.exercised(Property.STABLE);
        final int lowest = aruBefore - aru < 0 ? aruBefore : aru;
        if (passes < 2 || seq(event, Field.SEQ) - lowest > 0) {
            report.broken(Property.STABLE, "given up above the lowest aru of two visits: "
                    + (passes < 2 ? "none" : Integer.toUnsignedString(lowest)), history.event(p, event));
        }
    }

    private int seq(final int event, final Field field) {
        return (int) process.get(event, field);
    }
}
