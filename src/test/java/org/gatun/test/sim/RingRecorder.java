package org.gatun.test.sim;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.RingListener;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.ProcessTrace;

/** Writes the trace of one life of a node: stands between its ring and its group layer, and sees its frames go out. One thread. */
final class RingRecorder implements RingListener {
    private static final int[] NONE = {};

    private final RingListener layer;
    private final ProcessTrace trace;
    private final int nodeId;
    private final BiConsumer<ConfigurationId, int[]> installed;
    private RingId lastSentIn;
    private int lastSent;
    private ConfigurationId current;
    private int[] members = NONE;
    private MemorySegment incoming;
    private boolean tookToken;
    private int[] requestsTaken = NONE;
    private RingId deliveredIn;
    private int deliveredUpTo;
    private boolean deliveredAny;
    /** What had been delivered when the token came: it may be held, and what arrives meanwhile was rightly asked for. */
    private RingId visitIn;
    private int visitUpTo;
    /** The ring of the last token, that token's seq, and the highest aru of the ring's tokens so far. */
    private RingId tokenIn;
    private int tokenSeq;
    private int highestAru;
    private RingId passedIn;
    private int passedSeq;

    RingRecorder(final RingListener layer, final ProcessTrace trace, final int nodeId, final BiConsumer<ConfigurationId, int[]> installed) {
        this.layer = layer;
        this.trace = trace;
        this.nodeId = nodeId;
        this.installed = installed;
    }

    /** The configuration that the node is in, {@code null} before the first. */
    ConfigurationId current() {
        return current;
    }

    int[] members() {
        return members;
    }

    /** The quorum service speaks of a ring. */
    void quorum(final RingId ring, final boolean quorate) {
        trace.quorum(ring.representative(), ring.sequence(), quorate, false);
    }

    /** A frame is about to be handed to the ring. */
    void arrives(final MemorySegment frame) {
        tookToken = false;
        incoming = frame.byteSize() >= 57 && Frames.isToken(frame, 0) ? frame : null;
    }

    /** The ring multicasts a frame. */
    void leaves(final MemorySegment s, final long o, final int length) {
        if (length < Frames.PAYLOAD || !Frames.isOrdinaryMcast(s, o)) {
            return;
        }
        final RingId itsRing = Frames.messageRing(s, o);
        final int epoch = trace.ringNumber(itsRing.representative(), itsRing.sequence());
        final int seq = Frames.seq(s, o);
        final int hash = Frames.hash(s, o, length);
        final boolean fresh = Frames.origin(s, o) == nodeId && (!itsRing.equals(lastSentIn) || seq - lastSent > 0);
        if (fresh) {
            lastSentIn = itsRing;
            lastSent = seq;
            trace.send(epoch, Integer.toUnsignedLong(Frames.counter(s, o)), seq, false, hash);
        } else {
            trace.repeat(Frames.origin(s, o), epoch, Integer.toUnsignedLong(Frames.counter(s, o)), itsRing.representative(), itsRing.sequence(), seq, hash);
        }
    }

    /** The seq of the last token. */
    int tokenSeq() {
        return tokenSeq;
    }

    /** Whether a token of the ring has said to this node that all have received the messages up to one. */
    boolean knowsReceived(final RingId ring, final int seq) {
        return ring.equals(tokenIn) && highestAru - seq >= 0;
    }

    /** Whether the frame that arrived last was a token that the ring has taken. */
    boolean tookToken() {
        return tookToken;
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
        if (ring.equals(visitIn) && current.equals(ConfigurationId.regular(ring.representative(), ring.sequence()))) {
            for (final int seq : Frames.requests(s, o)) {
                if (Arrays.stream(requestsTaken).noneMatch(taken -> taken == seq)) {
                    trace.ask(ring.representative(), ring.sequence(), seq, visitUpTo);
                }
            }
        }
        trace.passToken(ring.representative(), ring.sequence(), tokenSeq, Frames.ringSeq(s, o), Frames.aru(s, o));
    }

    @Override
    public void onDeliver(final int originator, final MemorySegment packet, final long offset, final int length, final boolean foreignOrder) {
        final long frame = offset - Frames.PAYLOAD;
        final int seq = Frames.seq(packet, frame);
        deliveredIn = Frames.messageRing(packet, frame);
        deliveredUpTo = seq;
        deliveredAny = true;
        trace.deliver(Frames.origin(packet, frame), trace.ringNumber(deliveredIn.representative(), deliveredIn.sequence()),
            Integer.toUnsignedLong(Frames.counter(packet, frame)), seq, Frames.hash(packet, frame, Frames.PAYLOAD + length));
        layer.onDeliver(originator, packet, offset, length, foreignOrder);
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] newMembers, final int[] left,
        final int[] joined) {
        if (!transitional) {
            current = ConfigurationId.regular(ringId.representative(), ringId.sequence());
            members = newMembers.clone();
            installed.accept(current, members);
            deliveredAny = false;
            trace.regular(ringId.representative(), ringId.sequence(), members);
        } else if (current != null) {
            trace.transitional(ringId.representative(), ringId.sequence(), current.rep(), current.seq(), newMembers);
            current = ConfigurationId.transitional(ringId.representative(), ringId.sequence(), current.rep(), current.seq());
            members = newMembers.clone();
            installed.accept(current, members);
        }
        layer.onConfigurationChange(transitional, ringId, newMembers, left, joined);
    }

    @Override
    public void onWaitingTransAck(final boolean waiting) {
        layer.onWaitingTransAck(waiting);
    }

    @Override
    public void onTokenReceived() {
        visitIn = deliveredAny ? deliveredIn : null;
        visitUpTo = deliveredUpTo;
        tookToken = true;
        if (incoming != null) {
            requestsTaken = Frames.requests(incoming, 0);
            final RingId ring = Frames.tokenRing(incoming, 0);
            final int aru = Frames.aru(incoming, 0);
            highestAru = ring.equals(tokenIn) && aru - highestAru < 0 ? highestAru : aru;
            tokenIn = ring;
            tokenSeq = Frames.ringSeq(incoming, 0);
            trace.token(ring.representative(), ring.sequence(), Frames.tokenSeq(incoming, 0), Frames.ringSeq(incoming, 0), Frames.aru(incoming, 0));
        }
        layer.onTokenReceived();
    }

    @Override
    public void onTokenSent() {
        layer.onTokenSent();
    }
}
