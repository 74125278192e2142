package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;

/** One visit of the ORF token, and how it is held, cancelled and sent again. One thread; allocates nothing. */
final class TokenPass {
    private final Ring ring;
    private final MessageFlow flow;
    private final Membership membership;
    private final Recovery recovery;
    private final OrfToken token;
    private final MemorySegment control;
    private boolean callbackRequested;

    TokenPass(final Ring ring, final MessageFlow flow, final Membership membership, final Recovery recovery) {
        this.ring = ring;
        this.flow = flow;
        this.membership = membership;
        this.recovery = recovery;
        this.token = new OrfToken(ring.options.arena().allocate(OrfToken.LENGTH_MAX, 8));
        this.control = ring.options.arena().allocate(MergeDetect.LENGTH, 8);
    }

    void requestCallback() {
        cancelHold();
        callbackRequested = true;
    }

    /** The first token of a ring, made by its representative. */
    void originate(final long nowNs) {
        token.seq = ring.firstSeq;
        token.tokenSeq = 0;
        token.aru = ring.firstSeq - 1;
        token.aruAddr = ring.myId;
        token.ringRep = ring.ringRep;
        token.ringSeq = ring.ringSeq;
        token.backlog = 0;
        token.fcc = 0;
        token.entries = 0;
        token.retransFlg = recovery.announceRetransmission() ? 1 : 0;
        ring.tokenTarget = successor();
        ring.rememberToken(token.bytes, token.encode(ring.myId));
        ring.counters.orfTokenTx++;
        ring.armTokenTimers(nowNs);
        ring.sendLastToken();
    }

    private int successor() {
        final NodeSet members = ring.newMembers;
        return members.get((members.indexOf(ring.myId) + 1) % members.size());
    }

    void onToken(final MemorySegment s, final long o, final int length, final boolean big, final long nowNs) {
        if (ring.discardOrfTokens) {
            return;
        }
        if (!token.decode(s, o, length, big)) {
            ring.counters.rxMsgDropped++;
            return;
        }
        detectIdle(nowNs);
        ring.draining = true;
        ring.transport.receiveMulticasts();
        ring.draining = false;
        final boolean rep = ring.isRep();
        final int limit = ring.parameters.seqnoUnchangedConst();
        ring.tokenHeld = rep ? ring.seqUnchanged > limit : ring.seqUnchanged >= limit;
        // What was handed in may have made this node gather.
        if (ring.state != RingState.OPERATIONAL && ring.state != RingState.RECOVERY) {
            return;
        }
        if (!ring.isMyRing(token.ringRep, token.ringSeq)) {
            heartbeat(!(rep && ring.tokenHeld), nowNs);
            return;
        }
        if (SequenceNumbers.lessOrEqual(token.tokenSeq, ring.myTokenSeq)) {
            return;
        }
        // A token from outside these 16,384 numbers is none of this ring's; nothing may be computed from it.
        if (Integer.compareUnsigned(token.seq - ring.myAru, SortQueue.SIZE) >= 0) {
            ring.counters.rxMsgDropped++;
            return;
        }
        if (ring.state == RingState.OPERATIONAL) {
            flow.freeMessages(token.aru);
        }
        accept(nowNs);
    }

    private void detectIdle(final long nowNs) {
        if (token.seq == ring.lastSeq) {
            if (!ring.timers.isArmed(RingTimers.MERGE_DETECT)) {
                ring.timers.arm(RingTimers.MERGE_DETECT, ring.parameters.merge(), nowNs);
            }
            ring.seqUnchanged++;
        } else {
            ring.timers.cancel(RingTimers.MERGE_DETECT);
            ring.timers.cancel(RingTimers.HOLD_RETRANSMIT);
            ring.seqUnchanged = 0;
        }
        ring.lastSeq = token.seq;
    }

    private void accept(final long nowNs) {
        ring.counters.tokenReceived(nowNs, token.backlog);
        ring.listener.onTokenReceived();
        final int lastAru = ring.lastAru;
        ring.lastAru = token.aru;
        int allowed = flow.allowed(token);
        if (token.entries > 0) {
            ring.trace.retransmitList(token.entrySeq, token.entries);
        }
        final int retransmitted = flow.serveRetransmitList(token, allowed);
        allowed -= retransmitted;
        flow.extendRetransmitList(token);
        if (ring.parameters.cancelTokenHoldOnRetransmit() && ring.tokenHeld && (token.entries > 0 || retransmitted > 0)) {
            ring.tokenHeld = false;
        }
        flow.sendMessages(token, allowed, retransmitted, nowNs);
        updateAru();
        ring.aruCount = token.aru == lastAru && token.aruAddr != 0 ? ring.aruCount + 1 : 0;
        if (ring.aruCount > ring.parameters.failRecvConst() && token.aruAddr == ring.myId) {
            ring.transport.flush();
            membership.failedToReceive(nowNs);
            return;
        }
        ring.myTokenSeq = token.tokenSeq;
        token.tokenSeq++;
        final boolean installs = ring.state == RingState.RECOVERY && recovery.onTokenVisit(token);
        final boolean hold = ring.isRep() && ring.tokenHeld;
        ring.tokenTarget = successor();
        ring.rememberToken(token.bytes, token.encode(ring.myId));
        if (hold) {
            ring.transport.flush();
        } else {
            ring.sendLastToken();
        }
        ring.counters.tokenSent(nowNs);
        ring.armTokenTimers(nowNs);
        if (hold) {
            ring.timers.arm(RingTimers.HOLD_RETRANSMIT, ring.parameters.hold(), nowNs);
        }
        if (installs) {
            // Only now: what is delivered to the application must not keep the token waiting.
            recovery.enterOperational(nowNs);
        }
        if (ring.state == RingState.OPERATIONAL) {
            flow.deliver(ring.highSeqReceived, false);
        }
        if (callbackRequested) {
            callbackRequested = false;
            ring.listener.onTokenSent();
        }
        heartbeat(!hold, nowNs);
    }

    private void updateAru() {
        // Only who lowered the aru raises it. An address that is no member's comes of a token that was changed: nobody would.
        if (SequenceNumbers.less(ring.myAru, token.aru) || token.aruAddr == ring.myId || token.aruAddr == 0
            || !ring.newMembers.contains(token.aruAddr)) {
            token.aru = ring.myAru;
            token.aruAddr = token.aru == token.seq ? 0 : ring.myId;
        }
    }

    private void heartbeat(final boolean forwarded, final long nowNs) {
        final int failures = ring.parameters.heartbeatFailuresAllowed();
        final int timeout = failures * ring.parameters.tokenRetransmit() + ring.parameters.maxNetworkDelay();
        if (failures == 0 || timeout >= ring.parameters.token()) {
            return;
        }
        if (forwarded) {
            ring.timers.arm(RingTimers.HEARTBEAT, timeout, nowNs);
        } else {
            ring.timers.cancel(RingTimers.HEARTBEAT);
        }
    }

    /** Asks the representative to let the token go, if it is presumably held. */
    void cancelHold() {
        if (ring.tokenHeld) {
            ring.tokenHeld = false;
            ring.counters.tokenHoldCancelTx++;
            ring.multicastControl(control, HoldCancel.encode(control, ring.myId, ring.ringRep, ring.ringSeq));
        }
    }

    void onHoldCancel(final MemorySegment s, final long o, final int length, final boolean big, final long nowNs) {
        if (length < HoldCancel.LENGTH) {
            ring.counters.rxMsgDropped++;
            return;
        }
        if (ring.isMyRing(HoldCancel.ringRep(s, o, big), HoldCancel.ringSeq(s, o, big))) {
            ring.seqUnchanged = 0;
            if (ring.isRep()) {
                sendAgain(nowNs);
            }
        }
    }

    void onMergeDetect(final MemorySegment s, final long o, final int length, final boolean big, final long nowNs) {
        final int systemFrom = length < MergeDetect.LENGTH ? 0 : MergeDetect.systemFrom(s, o, big);
        if (systemFrom == 0) {
            ring.counters.rxMsgDropped++;
            return;
        }
        if (!ring.isMyRing(MergeDetect.ringRep(s, o, big), MergeDetect.ringSeq(s, o, big))) {
            membership.onForeignMergeDetect(systemFrom, nowNs);
        }
    }

    void onMergeTimer() {
        if (ring.state == RingState.OPERATIONAL && ring.isRep()) {
            ring.counters.membMergeDetectTx++;
            ring.multicastControl(control, MergeDetect.encode(control, ring.myId, ring.ringRep, ring.ringSeq));
        }
    }

    void onRetransmitTimer(final long nowNs) {
        if (ring.state != RingState.GATHER && !ring.tokenDoubted && nowNs - ring.lastTokenNs >= ring.halfTokenNs()) {
            ring.tokenDoubted = true;
            ring.transport.tokenUnanswered();
        }
        sendAgain(nowNs);
    }

    private void sendAgain(final long nowNs) {
        if (ring.state != RingState.GATHER) {
            ring.sendLastToken();
            ring.timers.arm(RingTimers.TOKEN_RETRANSMIT, ring.parameters.tokenRetransmit(), nowNs);
        }
    }

    void onHoldTimer() {
        if (ring.state == RingState.OPERATIONAL || ring.state == RingState.RECOVERY) {
            ring.sendLastToken();
        }
    }
}
