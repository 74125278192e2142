package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.RingIdStore;
import org.gatun.engine.totem.TotemTransport;

/**
 * What the parts of the protocol share: parameters, ports, the node's variables (named as in the literature), and the two ways of
 * sending. One thread.
 */
final class Ring {
    final TotemTransport transport;
    final RingIdStore store;
    final RingListener listener;
    final RingCounters counters;
    final RingTrace trace;
    final RingOptions options;
    final RingTimers timers = new RingTimers();
    final FrameStore frames;
    final LoopBack loopBack;
    final int myId;
    final int firstSeq;
    TotemParameters parameters;

    RingState state = RingState.OPERATIONAL;
    boolean started;
    int ringRep;
    long ringSeq;
    int oldRingRep;
    long oldRingSeq;
    long tokenRingSeq;

    final NodeSet procList = new NodeSet();
    final NodeSet failedList = new NodeSet();
    final NodeSet consensus = new NodeSet();
    final NodeSet members = new NodeSet();
    final NodeSet newMembers = new NodeSet();
    final NodeSet transMembers = new NodeSet();
    final NodeSet deliverMembers = new NodeSet();
    final NodeSet leaving = new NodeSet();

    int myAru;
    int highSeqReceived;
    int highDelivered;
    int lastAru;
    int lastReleased;
    int myTokenSeq = -1;
    int lastSeq;
    int seqUnchanged;
    boolean tokenHeld;
    int aruCount;
    boolean received = true;
    boolean oldStateSaved;
    int savedAru;
    int savedHighSeq;
    boolean discardOrfTokens;
    boolean originatedOrfToken;
    boolean failedToReceive;
    /** The lists were full: until a ring is installed they take in nobody whom only others name. */
    boolean listsClosed;
    boolean waitingTransAck = true;
    int tokenTarget;
    /** A token is being processed that made the transport hand in what was waiting: joins are stale now. */
    boolean draining;
    long pauseTickNs;
    /** Length of a pause that the last tick has found, 0 if it was in time. */
    long latePauseNs;
    long lastTokenNs;
    /** The transport has been told that the last token seems to be unanswered. */
    boolean tokenDoubted;

    private final MemorySegment lastToken;
    private int lastTokenLength;

    Ring(final TotemParameters parameters, final TotemTransport transport, final RingIdStore store, final RingListener listener,
        final RingCounters counters, final RingTrace trace, final RingOptions options) {
        this.parameters = parameters;
        this.transport = transport;
        this.store = store;
        this.listener = listener;
        this.counters = counters;
        this.trace = trace;
        this.options = options;
        this.myId = parameters.nodeId();
        this.firstSeq = options.firstSeq();
        this.frames = new FrameStore(options.arena());
        this.loopBack = new LoopBack(frames);
        this.lastToken = options.arena().allocate(CommitToken.LENGTH_MAX, 8);
        this.myAru = firstSeq;
        this.highSeqReceived = firstSeq;
        this.highDelivered = firstSeq;
        this.lastReleased = firstSeq;
    }

    boolean isRep() {
        return ringRep == myId;
    }

    boolean isMyRing(final int rep, final long seq) {
        return rep == ringRep && seq == ringSeq;
    }

    /** Sends a control message to all, this node included. */
    void multicastControl(final MemorySegment bytes, final int length) {
        transport.multicast(bytes, 0, length);
        transport.flush();
        loopBack.add(bytes, 0, length);
    }

    /** Keeps a token as the last one sent, for retransmission. */
    void rememberToken(final MemorySegment bytes, final int length) {
        MemorySegment.copy(bytes, 0, lastToken, 0, length);
        lastTokenLength = length;
    }

    /** Sends the last token, after the multicasts that were handed to the transport before. */
    void sendLastToken() {
        if (lastTokenLength == 0) {
            return;
        }
        if (tokenTarget == myId) {
            loopBack.add(lastToken, 0, lastTokenLength);
        } else {
            transport.sendToken(tokenTarget, lastToken, 0, lastTokenLength);
        }
        transport.flush();
    }

    void armTokenTimers(final long nowNs) {
        lastTokenNs = nowNs;
        tokenDoubted = false;
        timers.arm(RingTimers.TOKEN, parameters.token(), nowNs);
        if (parameters.tokenWarning() > 0) {
            timers.arm(RingTimers.TOKEN_WARNING, tokenWarningMs(), nowNs);
        }
        timers.arm(RingTimers.TOKEN_RETRANSMIT, parameters.tokenRetransmit(), nowNs);
    }

    int tokenWarningMs() {
        return Math.max(1, (int)((long)parameters.tokenWarning() * parameters.token() / 100));
    }

    /** Half of the token timeout: from there on a pause counts, and a token is doubted. */
    long halfTokenNs() {
        return parameters.token() * 500_000L;
    }

    /** The only place where the state changes: checked, counted and traced. {@code reason} is null but for gather. */
    void enter(final RingState next, final GatherReason reason) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException("no such transition: from=" + state + ", to=" + next);
        }
        state = next;
        switch (next) {
            case OPERATIONAL -> counters.operationalEntered++;
            case GATHER -> counters.gatherEntered++;
            case COMMIT -> counters.commitEntered++;
            case RECOVERY -> counters.recoveryEntered++;
        }
        if (next != RingState.GATHER) {
            counters.continuousGather = 0;
        } else if (reason == GatherReason.CONSENSUS_EXPIRED) {
            counters.continuousGather++;
        }
        trace.stateEntered(next, reason, new RingId(ringRep, ringSeq));
    }
}
