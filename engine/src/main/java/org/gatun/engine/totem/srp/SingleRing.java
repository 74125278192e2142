package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.RingIdStore;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.totem.TotemTransport;

/**
 * The single ring protocol: a state machine of one thread that never blocks and has no clock, socket or file of its own.
 *
 * <pre>
 *  from         to           cause
 *  (start)      gather       all interfaces up
 *  operational  gather       token lost; foreign mcast or merge detect; a join or leave that concerns us; failed to receive; interface
 *  gather       gather       consensus timeout; new information in a join
 *  gather       commit       representative: agreement; others: commit token for the same candidates
 *  any          commit       representative: a join completes the agreement (outside gather practically never)
 *  commit       recovery     commit token complete
 *  commit       gather       token lost; join of a member of the new ring
 *  recovery     operational  two rotations after all recovery messages were received everywhere
 *  recovery     gather       token lost; join of a member of the new ring; failed to receive; interface
 * </pre>
 */
public final class SingleRing implements TotemInput {
    private static final int LOOPED_AT_ONCE = 32;

    private final Ring ring;
    private final MessageFlow flow;
    private final Recovery recovery;
    private final Membership membership;
    private final TokenPass tokenPass;
    private int interfacesReported;
    private boolean gatherForced;

    /** Nothing happens before {@link #start} and the first interface report. */
    public SingleRing(final TotemParameters parameters, final TotemTransport transport, final RingIdStore store,
        final RingListener listener, final RingCounters counters, final RingTrace trace, final RingOptions options) {
        this.ring = new Ring(parameters, transport, store, listener, counters, trace, options);
        this.flow = new MessageFlow(ring);
        this.recovery = new Recovery(ring, flow);
        this.membership = new Membership(ring, flow, recovery);
        this.tokenPass = new TokenPass(ring, flow, membership, recovery);
    }

    /** Starts the clockwork; the ring itself begins with the first interface report. */
    public void start(final long nowNs) {
        ring.pauseTickNs = nowNs;
        ring.timers.arm(RingTimers.PAUSE, ring.parameters.token() / 5, nowNs);
    }

    @Override
    public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        if (interfacesReported == 0) {
            ring.ringRep = ring.myId;
            ring.ringSeq = ring.store.load() + 1;
            ring.tokenRingSeq = ring.ringSeq;
            ring.trace.ringIdLoaded(ringId());
        }
        interfacesReported++;
        if (interfacesReported >= ring.options.links()) {
            ring.started = true;
            if (ring.state == RingState.RECOVERY) {
                recovery.restoreOldState();
            }
            membership.enterGather(GatherReason.INTERFACE_CHANGE, nowNs);
        }
    }

    @Override
    public void onFrame(final MemorySegment s, final long o, final int length, final long nowNs) {
        if (!ring.started) {
            return;
        }
        if (!TotemHeader.isValid(s, o, length)) {
            ring.counters.rxMsgDropped++;
            ring.trace.badFrame(length);
            return;
        }
        final boolean big = TotemHeader.isBig(s, o);
        switch (TotemHeader.type(s, o)) {
            case TotemHeader.ORF_TOKEN -> {
                ring.counters.orfTokenRx++;
                if (ring.draining) {
                    dropMisplacedToken();
                } else {
                    tokenPass.onToken(s, o, length, big, nowNs);
                }
            }
            case TotemHeader.MCAST -> {
                ring.counters.mcastRx++;
                onMcast(s, o, length, big, nowNs);
            }
            case TotemHeader.MERGE_DETECT -> {
                ring.counters.membMergeDetectRx++;
                tokenPass.onMergeDetect(s, o, length, big, nowNs);
            }
            case TotemHeader.JOIN -> {
                ring.counters.membJoinRx++;
                membership.onJoin(s, o, length, big, nowNs);
            }
            case TotemHeader.COMMIT_TOKEN -> {
                ring.counters.membCommitTokenRx++;
                if (ring.draining) {
                    dropMisplacedToken();
                } else {
                    membership.onCommitToken(s, o, length, big, nowNs, tokenPass);
                }
            }
            case TotemHeader.HOLD_CANCEL -> {
                ring.counters.tokenHoldCancelRx++;
                tokenPass.onHoldCancel(s, o, length, big, nowNs);
            }
            default -> {
                ring.counters.rxMsgDropped++;
                ring.trace.badFrame(length);
            }
        }
    }

    /** Whether a received frame says that it is an ORF token. */
    public static boolean isToken(final MemorySegment s, final long o, final int length) {
        return TotemHeader.isValid(s, o, length) && TotemHeader.type(s, o) == TotemHeader.ORF_TOKEN;
    }

    /** Tokens do not come by the multicast socket: this one would be processed in the middle of another. */
    private void dropMisplacedToken() {
        ring.counters.rxMsgDropped++;
    }

    private void onMcast(final MemorySegment s, final long o, final int length, final boolean big, final long nowNs) {
        if (length < Mcast.LENGTH || length > FrameStore.FRAME_MAX) {
            ring.counters.rxMsgDropped++;
        } else if (ring.isMyRing(Mcast.ringRep(s, o, big), Mcast.ringSeq(s, o, big))) {
            flow.onMcast(s, o, length, big);
        } else {
            final int from = Mcast.systemFrom(s, o, big);
            if (from == 0) {
                ring.counters.rxMsgDropped++;
            } else {
                membership.onForeignMcast(from, nowNs);
            }
        }
    }

    /** Processes the node's own frames that come back, and the timers that are due; the number of both. */
    public int doWork(final long nowNs) {
        int work = 0;
        while (work < LOOPED_AT_ONCE && !ring.loopBack.isEmpty()) {
            final int handle = ring.loopBack.remove();
            onFrame(ring.frames.segment(handle), ring.frames.offset(handle), ring.frames.length(handle), nowNs);
            ring.frames.free(handle);
            work++;
        }
        if (gatherForced) {
            gatherForced = false;
            membership.onTokenTimeout(nowNs);
        }
        int timer;
        while (work < 2 * LOOPED_AT_ONCE && (timer = ring.timers.takeDue(nowNs)) >= 0) {
            onTimer(timer, nowNs);
            work++;
        }
        return work;
    }

    private void onTimer(final int timer, final long nowNs) {
        switch (timer) {
            case RingTimers.TOKEN, RingTimers.HEARTBEAT -> membership.onTokenTimeout(nowNs);
            case RingTimers.TOKEN_WARNING -> {
                ring.trace.tokenWarning((nowNs - ring.lastTokenNs) / 1_000_000, ring.parameters.token());
                ring.timers.arm(RingTimers.TOKEN_WARNING, ring.tokenWarningMs(), nowNs);
            }
            case RingTimers.TOKEN_RETRANSMIT -> tokenPass.onRetransmitTimer(nowNs);
            case RingTimers.HOLD_RETRANSMIT -> tokenPass.onHoldTimer();
            case RingTimers.MERGE_DETECT -> tokenPass.onMergeTimer();
            case RingTimers.JOIN -> membership.onJoinTimer(nowNs);
            case RingTimers.CONSENSUS -> membership.onConsensusTimer(nowNs);
            case RingTimers.SEND_JOIN -> membership.sendJoinNow();
            case RingTimers.PAUSE -> onPauseTick(nowNs);
            default -> throw new IllegalStateException("no such timer: timer=" + timer);
        }
    }

    private void onPauseTick(final long nowNs) {
        final long sinceNs = nowNs - ring.pauseTickNs;
        // A tick that comes late would hide the pause from the joins that are read after it, so it is remembered for one period.
        ring.latePauseNs = sinceNs > ring.halfTokenNs() ? sinceNs : 0;
        ring.pauseTickNs = nowNs;
        ring.timers.arm(RingTimers.PAUSE, ring.parameters.token() / 5, nowNs);
    }

    /** The earliest timer, or {@code nowNs} while own frames wait. */
    public long nextDeadlineNs(final long nowNs) {
        return ring.loopBack.isEmpty() && !gatherForced ? ring.timers.next(nowNs + 3_600_000_000_000L) : nowNs;
    }

    /** Takes the next free frame of the send queue: the offset of its payload in {@link #sendSegment}, or -1 when the queue is full. */
    public long claim() {
        return flow.claim() ? flow.claimedPayload() : -1;
    }

    /** The memory that {@link #claim} spoke of last. */
    public MemorySegment sendSegment() {
        return flow.claimedSegment();
    }

    /** Queues the claimed frame; {@link IllegalStateException} without a claim. */
    public void commitFrame(final int payloadLength, final int guarantee) {
        flow.commit(payloadLength, guarantee);
    }

    /** Frames that can still be queued now. */
    public int available() {
        return flow.available();
    }

    /** Capacity of the send queue in frames. */
    public int queueCapacity() {
        return flow.queueCapacity();
    }

    /** To be called before something is queued: wakes a ring that holds its token. */
    public void cancelHold() {
        tokenPass.cancelHold();
    }

    /** Synchronisation has ended: ordinary messages flow again. */
    public void synchronisationComplete() {
        ring.waitingTransAck = false;
        ring.listener.onWaitingTransAck(false);
    }

    /** Asks for one {@link RingListener#onTokenSent} at the next token visit. */
    public void requestTokenCallback() {
        tokenPass.requestCallback();
    }

    /** Treats the token as lost, at the next {@link #doWork}. */
    public void forceGather() {
        gatherForced = ring.started;
    }

    /** Tells the others that this node leaves; nothing is to be handed in afterwards. */
    public void leave() {
        if (ring.started) {
            membership.sendLeave();
            ring.started = false;
            gatherForced = false;
            ring.timers.cancelAll();
        }
    }

    /** Takes new tunables; each timer uses them when it is next armed. */
    public void updateParameters(final TotemParameters parameters) {
        ring.parameters = parameters;
    }

    /** Whether the token went round in the last {@code withinNs} nanoseconds and is on its way to this node, not held. */
    public boolean expectsToken(final long nowNs, final long withinNs) {
        return ring.state == RingState.OPERATIONAL && !ring.tokenHeld && nowNs - ring.counters.lastTokenRxNs < withinNs;
    }

    public RingState state() {
        return ring.state;
    }

    /** Members of the last operational ring, ascending; a copy, empty before the first ring. */
    public int[] members() {
        return ring.members.toArray();
    }

    /** The current ring, or the one being formed. */
    public RingId ringId() {
        return new RingId(ring.ringRep, ring.ringSeq);
    }
}
