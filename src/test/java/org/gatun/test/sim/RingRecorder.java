package org.gatun.test.sim;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.RingListener;
import org.gatun.test.evs.ConfigId;
import org.gatun.test.evs.Event;
import org.gatun.test.evs.MessageId;
import org.gatun.test.evs.ProcessTrace;

/** Writes the trace of one life of a node: stands between its ring and its group layer, and sees its frames go out. One thread. */
final class RingRecorder implements RingListener {
    private static final int[] NONE = {};

    private final RingListener layer;
    private final ProcessTrace trace;
    private final LongSupplier clock;
    private RingId lastSentIn;
    private int lastSent;
    private ConfigId current;
    private int[] members = NONE;
    private MemorySegment incoming;
    private int[] requestsTaken = NONE;
    private RingId deliveredIn;
    private int deliveredUpTo;
    private boolean deliveredAny;
    private RingId passedIn;
    private int passedSeq;

    RingRecorder(final RingListener layer, final ProcessTrace trace, final LongSupplier clock) {
        this.layer = layer;
        this.trace = trace;
        this.clock = clock;
    }

    /** The configuration that the node is in, {@code null} before the first. */
    ConfigId current() {
        return current;
    }

    int[] members() {
        return members;
    }

    void record(final Event event) {
        trace.add(clock.getAsLong(), event);
    }

    /** A frame is about to be handed to the ring. */
    void arrives(final MemorySegment frame) {
        incoming = frame.byteSize() >= 57 && Frames.isToken(frame, 0) ? frame : null;
    }

    /** The ring multicasts a frame. */
    void leaves(final MemorySegment s, final long o, final int length) {
        if (length < Frames.PAYLOAD || !Frames.isOrdinaryMcast(s, o)) {
            return;
        }
        final MessageId message = Frames.message(s, o);
        final int seq = Frames.seq(s, o);
        final int hash = Frames.hash(s, o, length);
        final boolean fresh = message.origin() == trace.process() && (!message.ring().equals(lastSentIn) || seq - lastSent > 0);
        if (fresh) {
            lastSentIn = message.ring();
            lastSent = seq;
            record(new Event.Sent(message, current, seq, false, hash));
        } else {
            record(new Event.Repeated(message, seq, hash));
        }
    }

    /** The ring passes the token. */
    void passesToken(final MemorySegment s, final long o) {
        if (!Frames.isToken(s, o)) {
            return;
        }
        final RingId ring = Frames.tokenRing(s, o);
        final int tokenSeq = Frames.tokenSeq(s, o);
        if (ring.equals(passedIn) && tokenSeq == passedSeq) {
            return;
        }
        passedIn = ring;
        passedSeq = tokenSeq;
        int[] added = NONE;
        if (ring.equals(deliveredIn) && deliveredAny && current.equals(ConfigId.regular(ring))) {
            added = Arrays.stream(Frames.requests(s, o)).filter(seq -> Arrays.stream(requestsTaken).noneMatch(taken -> taken == seq)).toArray();
        }
        record(new Event.TokenPassed(ring, tokenSeq, Frames.ringSeq(s, o), Frames.aru(s, o), deliveredUpTo, added));
    }

    @Override
    public void onDeliver(final int nodeId, final MemorySegment packet, final long offset, final int length, final boolean foreignOrder) {
        final long frame = offset - Frames.PAYLOAD;
        final MessageId message = Frames.message(packet, frame);
        final int seq = Frames.seq(packet, frame);
        deliveredIn = message.ring();
        deliveredUpTo = seq;
        deliveredAny = true;
        record(new Event.Delivered(message, current, seq, Frames.hash(packet, frame, Frames.PAYLOAD + length)));
        layer.onDeliver(nodeId, packet, offset, length, foreignOrder);
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] newMembers, final int[] left,
        final int[] joined) {
        if (!transitional) {
            current = ConfigId.regular(ringId);
        } else if (current != null) {
            current = new ConfigId(ringId, current.ring());
        }
        if (current != null) {
            members = newMembers.clone();
            deliveredAny &= transitional;
            record(new Event.Configured(current, members));
        }
        layer.onConfigurationChange(transitional, ringId, newMembers, left, joined);
    }

    @Override
    public void onWaitingTransAck(final boolean waiting) {
        layer.onWaitingTransAck(waiting);
    }

    @Override
    public void onTokenReceived() {
        if (incoming != null) {
            requestsTaken = Frames.requests(incoming, 0);
            record(new Event.TokenTaken(Frames.tokenRing(incoming, 0), Frames.tokenSeq(incoming, 0),
                Frames.ringSeq(incoming, 0), Frames.aru(incoming, 0)));
        }
        layer.onTokenReceived();
    }

    @Override
    public void onTokenSent() {
        layer.onTokenSent();
    }
}
