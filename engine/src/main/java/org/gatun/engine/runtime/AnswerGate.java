package org.gatun.engine.runtime;

import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import java.util.function.LongToIntFunction;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.totem.srp.SingleRing;

/**
 * Keeps the token waiting for a moment when a client that tends to answer has just been told something: the token often comes with the
 * very message that is asked about, and an answer that misses it waits for a whole rotation. Whether clients answer shows by trying.
 * Stands between a transport and the ring, on the thread that serves the clients, too.
 */
final class AnswerGate implements TotemInput {
    /** How long the token waits at most, in nanoseconds: less than a rotation. */
    private static final long WAIT_NS = 60_000;
    /** More events since the last token than this are a stream: nobody waits for the answers to it. */
    private static final int FEW = 2;
    /** Answers that came in time less those that did not: while there are any, the token waits. */
    private static final int TRUST_MAX = 8;
    private static final int TRUST_FOR_ANSWER = 2;
    /** Tokens that could have waited after which one does, without any trust. */
    private static final int TRIED_AFTER = 256;

    private final TotemInput ring;
    private final LongToIntFunction serveClients;
    private final LongSupplier requests;
    private final LongSupplier events;
    private long requestsSeen;
    private long eventsSeen;
    private int trust;
    private int untried = TRIED_AFTER;

    /**
     * @param ring gets all frames and reports
     * @param serveClients waits up to so many nanoseconds for clients that ask, and serves them
     * @param requests of all clients so far
     * @param events to all clients so far
     */
    AnswerGate(final TotemInput ring, final LongToIntFunction serveClients, final LongSupplier requests, final LongSupplier events) {
        this.ring = ring;
        this.serveClients = serveClients;
        this.requests = requests;
        this.events = events;
    }

    @Override
    public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
        if (SingleRing.isToken(segment, offset, length)) {
            awaitAnswer();
            requestsSeen = requests.getAsLong();
            eventsSeen = events.getAsLong();
            ring.onFrame(segment, offset, length, nowNs);
        } else {
            ring.onFrame(segment, offset, length, nowNs);
        }
    }

    private void awaitAnswer() {
        final long told = events.getAsLong() - eventsSeen;
        if (told == 0 || told > FEW || isAnswered()) {
            return;
        }
        serveClients.applyAsInt(0);
        if (isAnswered() || trust == 0 && ++untried < TRIED_AFTER) {
            return;
        }
        untried = 0;
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        for (long left = WAIT_NS; left > 0 && !isAnswered(); left = deadlineNs - System.nanoTime()) {
            serveClients.applyAsInt(left);
        }
        trust = isAnswered() ? Math.min(TRUST_MAX, trust + TRUST_FOR_ANSWER) : Math.max(0, trust - 1);
    }

    private boolean isAnswered() {
        return requests.getAsLong() != requestsSeen;
    }

    @Override
    public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        ring.onInterfaceChange(link, up, nowNs);
    }
}
