package org.gatun.engine.totem.srp;

import org.gatun.engine.totem.RingId;

/** Recovery of the old ring's messages on the new one, and the step to operational. One thread. */
final class Recovery {
    private final Ring ring;
    private final MessageFlow flow;
    private final NodeSet left = new NodeSet();
    private final NodeSet joined = new NodeSet();
    private final NodeSet silent = new NodeSet();
    private int installSeq;
    private int retransFlgCount;
    private int rotationCounter;
    private boolean setRetransFlg;

    Recovery(final Ring ring, final MessageFlow flow) {
        this.ring = ring;
        this.flow = flow;
    }

    /** A failed attempt gives back what the last operational ring had reached. */
    void restoreOldState() {
        ring.myAru = ring.savedAru;
        ring.highSeqReceived = ring.savedHighSeq;
    }

    void beginQueues() {
        ring.discardOrfTokens = false;
        flow.beginRecovery();
    }

    void enter(final CommitToken token, final long nowNs) {
        ring.myTokenSeq = -1;
        ring.transport.membershipSize(token.members.size());
        ring.transMembers.clear();
        for (int i = 0; i < ring.members.size(); i++) {
            final int at = token.members.indexOf(ring.members.get(i));
            if (at >= 0 && token.comesFrom(at, ring.oldRingRep, ring.oldRingSeq)) {
                ring.transMembers.add(ring.members.get(i));
            }
        }
        boolean allReceived = true;
        int low = ring.savedHighSeq;
        for (int i = 0; i < token.members.size(); i++) {
            if (ring.transMembers.contains(token.members.get(i)) && token.comesFrom(i, ring.oldRingRep, ring.oldRingSeq)) {
                allReceived &= token.received[i] != 0;
                if (SequenceNumbers.less(token.aru[i], low)) {
                    low = token.aru[i];
                }
            }
        }
        if (!allReceived) {
            ring.deliverMembers.set(ring.transMembers);
            ring.trace.recoveryOriginates(flow.originate(low, ring.savedHighSeq));
        }
        ring.myAru = ring.firstSeq;
        ring.highSeqReceived = ring.firstSeq;
        ring.lastReleased = ring.firstSeq;
        ring.aruCount = 0;
        ring.seqUnchanged = 0;
        installSeq = ring.firstSeq;
        retransFlgCount = 0;
        rotationCounter = 0;
        setRetransFlg = false;
        ring.armTokenTimers(nowNs);
        ring.enter(RingState.RECOVERY, null);
    }

    /** The rep's first token of the ring says whether the rep has messages to send again. */
    boolean announceRetransmission() {
        setRetransFlg = flow.hasToSendAgain();
        return setRetransFlg;
    }

    /** The rules that end recovery, at each token visit: whether the ring becomes operational with this visit. */
    boolean onTokenVisit(final OrfToken token) {
        if (flow.hasToSendAgain()) {
            if (token.retransFlg == 0) {
                token.retransFlg = 1;
                setRetransFlg = true;
            }
        } else if (token.retransFlg != 0 && (setRetransFlg || isForsaken())) {
            token.retransFlg = 0;
            setRetransFlg = false;
            ring.seqUnchanged = 0;
        }
        retransFlgCount = token.retransFlg == 0 ? retransFlgCount + 1 : 0;
        if (retransFlgCount == 2) {
            installSeq = token.seq;
        }
        if (retransFlgCount >= 2 && !ring.received && SequenceNumbers.lessOrEqual(installSeq, ring.myAru)) {
            ring.received = true;
            ring.deliverMembers.set(ring.transMembers);
        }
        if (retransFlgCount >= 3 && SequenceNumbers.lessOrEqual(installSeq, token.aru)) {
            rotationCounter++;
        } else {
            rotationCounter = 0;
        }
        return rotationCounter == 2;
    }

    /**
     * Nothing was sent for long, so it seems that nobody has set the flag, but a frame that was changed on its way: the rep clears it, or
     * the recovery would not end. Whoever does have messages to send again sets it at its next visit, and it stays for as long again: a
     * flag that is missed in a single rotation ends nothing.
     */
    private boolean isForsaken() {
        return ring.isRep() && ring.tokenHeld;
    }

    /** Delivers the rest of the old ring, reports the transitional and the regular configuration and begins the new ring. */
    void enterOperational(final long nowNs) {
        ring.originatedOrfToken = false;
        ring.consensus.clear();
        ring.oldStateSaved = false;
        flow.unpackRecovered();
        flow.deliver(ring.savedHighSeq, false);
        left.setDifference(ring.members, ring.transMembers);
        joined.setDifference(ring.newMembers, ring.transMembers);
        silent.setDifference(left, ring.leaving);
        ring.members.set(ring.newMembers);
        final RingId id = new RingId(ring.ringRep, ring.ringSeq);
        ring.listener.onConfigurationChange(true, id, ring.transMembers.toArray(), left.toArray(), new int[0]);
        ring.waitingTransAck = true;
        flow.deliver(ring.savedHighSeq, true);
        ring.listener.onWaitingTransAck(true);
        ring.listener.onConfigurationChange(false, id, ring.newMembers.toArray(), new int[0], joined.toArray());
        flow.adoptRecoveryQueue();
        ring.lastAru = ring.firstSeq;
        ring.procList.set(ring.newMembers);
        ring.failedList.clear();
        ring.listsClosed = false;
        ring.leaving.clear();
        ring.received = true;
        ring.pauseTickNs = nowNs;
        ring.oldRingRep = ring.ringRep;
        ring.oldRingSeq = ring.ringSeq;
        ring.trace.membershipFormed(id, joined.toString(), left.toString(), silent.toString());
        ring.enter(RingState.OPERATIONAL, null);
    }
}
