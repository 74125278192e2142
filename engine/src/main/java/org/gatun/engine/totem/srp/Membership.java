package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.TotemParameters;

/** Gather and commit: joins, consensus, the commit token. One thread. */
final class Membership {
    /** Ring sequences from here on are believed by nodes only that are near them: no wrong frame uses the numbers up. */
    private static final long RING_SEQ_HIGH = 1L << 62;
    private static final long RING_SEQ_NEAR = 1L << 40;

    private final Ring ring;
    private final MessageFlow flow;
    private final Recovery recovery;
    private final MemorySegment joinBytes;
    private final MemorySegment commitBytes;
    private final Join join = new Join();
    private final CommitToken incoming = new CommitToken();
    private final CommitToken token = new CommitToken();
    private final NodeSet candidates = new NodeSet();

    Membership(final Ring ring, final MessageFlow flow, final Recovery recovery) {
        this.ring = ring;
        this.flow = flow;
        this.recovery = recovery;
        this.joinBytes = ring.options.arena().allocate(Join.LENGTH_MAX, 8);
        this.commitBytes = ring.options.arena().allocate(CommitToken.LENGTH_MAX, 8);
    }

    void enterGather(final GatherReason reason, final long nowNs) {
        ring.discardOrfTokens = true;
        ring.originatedOrfToken = false;
        ring.procList.add(ring.myId);
        sendJoin(nowNs);
        final TotemParameters p = ring.parameters;
        ring.timers.arm(RingTimers.JOIN, p.join(), nowNs);
        ring.timers.arm(RingTimers.CONSENSUS, p.consensus(), nowNs);
        ring.timers.cancel(RingTimers.TOKEN_RETRANSMIT);
        ring.timers.cancel(RingTimers.TOKEN);
        ring.timers.cancel(RingTimers.TOKEN_WARNING);
        ring.timers.cancel(RingTimers.MERGE_DETECT);
        ring.timers.cancel(RingTimers.HEARTBEAT);
        ring.consensus.clear();
        ring.consensus.add(ring.myId);
        ring.enter(RingState.GATHER, reason);
    }

    /** Sends a join now, or after a random pause where {@code send_join} asks for one. */
    private void sendJoin(final long nowNs) {
        final int pause = ring.parameters.sendJoin();
        if (pause == 0) {
            sendJoinNow();
        } else if (!ring.timers.isArmed(RingTimers.SEND_JOIN)) {
            ring.timers.arm(RingTimers.SEND_JOIN, ring.options.random().applyAsInt(pause), nowNs);
        }
    }

    void sendJoinNow() {
        ring.counters.membJoinTx++;
        ring.multicastControl(joinBytes,
            Join.encode(joinBytes, false, ring.myId, ring.ringSeq, ring.procList, ring.failedList));
    }

    void sendLeave() {
        ring.failedList.add(ring.myId);
        final NodeSet others = new NodeSet();
        for (int i = 0; i < ring.procList.size(); i++) {
            if (ring.procList.get(i) != ring.myId) {
                others.add(ring.procList.get(i));
            }
        }
        ring.counters.membJoinTx++;
        final int length = Join.encode(joinBytes, true, ring.myId, ring.ringSeq, others, ring.failedList);
        ring.transport.multicast(joinBytes, 0, length);
        ring.transport.flush();
    }

    void onJoinTimer(final long nowNs) {
        sendJoin(nowNs);
        ring.timers.arm(RingTimers.JOIN, ring.parameters.join(), nowNs);
    }

    void onConsensusTimer(final long nowNs) {
        if (ring.state == RingState.GATHER) {
            consensusExpired(nowNs);
        }
    }

    void consensusExpired(final long nowNs) {
        ring.counters.consensusTimeouts++;
        if (isAgreed()) {
            ring.consensus.clear();
            ring.consensus.add(ring.myId);
            ring.armTokenTimers(nowNs);
            ring.timers.cancel(RingTimers.TOKEN_RETRANSMIT);
            return;
        }
        for (int i = 0; i < ring.procList.size(); i++) {
            final int id = ring.procList.get(i);
            if (!ring.consensus.contains(id)) {
                ring.failedList.add(id);
            }
        }
        if (!ring.procList.isSubsetOfUnion(ring.failedList, ring.consensus)) {
            shedStrangers();
        }
        enterGather(GatherReason.CONSENSUS_TIMEOUT, nowNs);
    }

    void onTokenTimeout(final long nowNs) {
        ring.trace.tokenLost(ring.state);
        switch (ring.state) {
            case OPERATIONAL -> {
                ring.counters.operationalTokenLost++;
                ring.transport.checkInterfaces(nowNs);
                enterGather(GatherReason.TOKEN_LOST_IN_OPERATIONAL, nowNs);
            }
            case GATHER -> {
                ring.counters.gatherTokenLost++;
                consensusExpired(nowNs);
                enterGather(GatherReason.CONSENSUS_EXPIRED, nowNs);
            }
            case COMMIT -> {
                ring.counters.commitTokenLost++;
                enterGather(GatherReason.TOKEN_LOST_IN_COMMIT, nowNs);
            }
            case RECOVERY -> {
                ring.counters.recoveryTokenLost++;
                recovery.restoreOldState();
                enterGather(GatherReason.TOKEN_LOST_IN_RECOVERY, nowNs);
            }
        }
    }

    void failedToReceive(final long nowNs) {
        ring.trace.failedToReceive();
        ring.failedToReceive = true;
        ring.failedList.add(ring.myId);
        if (ring.state == RingState.RECOVERY) {
            recovery.restoreOldState();
        }
        enterGather(GatherReason.FAILED_TO_RECEIVE, nowNs);
    }

    void onForeignMcast(final int systemFrom, final long nowNs) {
        switch (ring.state) {
            case OPERATIONAL -> {
                ring.procList.add(systemFrom);
                enterGather(GatherReason.FOREIGN_MESSAGE_IN_OPERATIONAL, nowNs);
            }
            case GATHER -> {
                if (ring.procList.add(systemFrom)) {
                    enterGather(GatherReason.FOREIGN_MESSAGE_IN_GATHER, nowNs);
                }
            }
            default -> ring.counters.rxMsgDropped++;
        }
    }

    void onForeignMergeDetect(final int systemFrom, final long nowNs) {
        if (ring.state == RingState.OPERATIONAL) {
            ring.procList.add(systemFrom);
            enterGather(GatherReason.MERGE_IN_OPERATIONAL, nowNs);
        } else if (ring.state == RingState.GATHER && ring.procList.add(systemFrom)) {
            enterGather(GatherReason.MERGE_IN_GATHER, nowNs);
        }
    }

    void onJoin(final MemorySegment s, final long o, final int length, final boolean big, final long nowNs) {
        if (!join.decode(s, o, length, big) || join.systemFrom == 0 || !isCredible(join.ringSeq)) {
            ring.counters.rxMsgDropped++;
            return;
        }
        if (ring.draining) {
            noteLeaving();
            return;
        }
        if (isStaleAfterPause(nowNs)) {
            return;
        }
        if (Long.compareUnsigned(ring.tokenRingSeq, join.ringSeq) < 0) {
            ring.tokenRingSeq = join.ringSeq;
        }
        switch (ring.state) {
            case OPERATIONAL -> {
                final boolean stale = ring.members.contains(join.systemFrom)
                    && Long.compareUnsigned(join.ringSeq, ring.ringSeq) < 0;
                if (!stale && !join.failed.contains(ring.myId)) {
                    process(nowNs);
                }
            }
            case GATHER -> process(nowNs);
            case COMMIT -> {
                if (concernsNewRing()) {
                    process(nowNs);
                    enterGather(GatherReason.JOIN_IN_COMMIT, nowNs);
                }
            }
            case RECOVERY -> {
                if (concernsNewRing()) {
                    if (tellsOfInstallation()) {
                        ring.procList.set(ring.newMembers);
                        ring.failedList.clear();
                        ring.consensus.clear();
                    }
                    process(nowNs);
                    recovery.restoreOldState();
                    ring.counters.recoveryTokenLost++;
                    enterGather(GatherReason.JOIN_IN_RECOVERY, nowNs);
                }
            }
        }
    }

    /**
     * Whether a ring can have this sequence. Below {@link #RING_SEQ_HIGH} every node believes every number, so that all of them go on from
     * the same, also from one that a wrong frame has raised.
     */
    private boolean isCredible(final long ringSeq) {
        return ringSeq >= 0 && (ringSeq < RING_SEQ_HIGH || ringSeq - ring.tokenRingSeq <= RING_SEQ_NEAR);
    }

    private boolean concernsNewRing() {
        return ring.newMembers.contains(join.systemFrom) && Long.compareUnsigned(join.ringSeq, ring.ringSeq) >= 0;
    }

    /**
     * Whether a member of the ring being formed has installed it: it agreed on the same lists, and only the installation empties them.
     * This node's begin anew then, too. (corosync keeps them: where a ring is interrupted while some have installed it, the others fail
     * again whom the ring lacks. Two rings that both do so interrupt each other for ever.)
     */
    private boolean tellsOfInstallation() {
        return join.ringSeq == ring.ringSeq && !ring.failedList.isSubsetOf(join.failed);
    }

    /** After the process stood still, what waits in the sockets is old: it goes, and so does this join. */
    private boolean isStaleAfterPause(final long nowNs) {
        final long pauseNs = Math.max(nowNs - ring.pauseTickNs, ring.latePauseNs);
        if (pauseNs <= ring.halfTokenNs()) {
            return false;
        }
        ring.trace.pauseDetected(pauseNs / 1_000_000);
        ring.pauseTickNs = nowNs;
        ring.latePauseNs = 0;
        return ring.transport.discardPending();
    }

    private void noteLeaving() {
        if (join.leave && join.lastFailed != 0) {
            ring.leaving.add(join.lastFailed);
        }
    }

    private void process(final long nowNs) {
        final int from = join.systemFrom;
        noteLeaving();
        if (join.proc.isEqualTo(ring.procList) && join.failed.isEqualTo(ring.failedList)) {
            if (!join.leave) {
                ring.consensus.add(from);
            }
            if (isAgreed()) {
                if (ring.failedToReceive) {
                    ring.failedToReceive = false;
                    ring.procList.clear();
                    ring.procList.add(ring.myId);
                    ring.failedList.clear();
                    createRing(nowNs);
                    return;
                }
                if (isLowest()) {
                    createRing(nowNs);
                }
            }
        } else if (!(join.proc.isSubsetOf(ring.procList) && join.failed.isSubsetOf(ring.failedList))
            && !ring.failedList.contains(from) && from != ring.myId) {
            // (This node's own joins bring no news; a forged one must not make it fail itself.)
            if (ring.listsClosed) {
                join.proc.retain(ring.procList);
                join.failed.retain(ring.procList);
            }
            boolean news = ring.procList.merge(join.proc);
            if (join.failed.contains(ring.myId)) {
                news |= ring.failedList.add(from);
            } else if (ring.members.contains(from)) {
                news |= ring.failedList.merge(join.failed);
            }
            if (!join.proc.isSubsetOf(ring.procList) || ring.failedList.isFull()) {
                shedStrangers();
            }
            // corosync gathers anew without news, too: two nodes that each ignore the other's failed list then answer each other's
            // joins for ever, and neither's consensus timer runs out.
            if (news) {
                enterGather(GatherReason.MERGE_DURING_JOIN, nowNs);
                return;
            }
        }
        if (ring.state == RingState.OPERATIONAL) {
            enterGather(GatherReason.JOIN_IN_OPERATIONAL, nowNs);
        }
    }

    /**
     * The lists have no room left, which real nodes do not bring about: forged joins filled them, and with full lists nobody ever agrees.
     * This node begins again with the last ring's members, and takes in no others before it has installed a ring, which may be its own:
     * else nodes that have shed the strangers and nodes that have not would bring each other news without end.
     */
    private void shedStrangers() {
        ring.listsClosed = true;
        ring.counters.rxMsgDropped++;
        ring.procList.set(ring.members);
        ring.procList.add(ring.myId);
        ring.failedList.clear();
    }

    private boolean isAgreed() {
        candidates.setDifference(ring.procList, ring.failedList);
        if (candidates.size() == 0 && !ring.failedToReceive) {
            return false;
        }
        return candidates.isSubsetOf(ring.consensus);
    }

    private boolean isLowest() {
        for (int i = 0; i < candidates.size(); i++) {
            if (Integer.compareUnsigned(candidates.get(i), ring.myId) < 0) {
                return false;
            }
        }
        return candidates.contains(ring.myId);
    }

    private void createRing(final long nowNs) {
        candidates.setDifference(ring.procList, ring.failedList);
        token.create(ring.myId, ring.tokenRingSeq + 4, candidates);
        enterCommit(nowNs);
    }

    private void enterCommit(final long nowNs) {
        if (!ring.oldStateSaved) {
            ring.oldRingRep = ring.ringRep;
            ring.oldRingSeq = ring.ringSeq;
            ring.savedAru = ring.myAru;
            ring.savedHighSeq = ring.highSeqReceived;
            ring.oldStateSaved = true;
        }
        fillMyEntry();
        ring.timers.cancel(RingTimers.JOIN);
        ring.timers.cancel(RingTimers.SEND_JOIN);
        ring.timers.cancel(RingTimers.CONSENSUS);
        ring.ringRep = token.ringRep;
        ring.ringSeq = token.ringSeq;
        ring.store.store(ring.ringSeq);
        ring.tokenRingSeq = ring.ringSeq;
        flow.resetFlowControl();
        ring.armTokenTimers(nowNs);
        ring.enter(RingState.COMMIT, null);
        sendToken(nowNs);
    }

    private void fillMyEntry() {
        ring.newMembers.set(token.members);
        final int mine = token.index;
        token.oldRep[mine] = ring.oldRingRep;
        token.oldSeq[mine] = ring.oldRingSeq;
        token.aru[mine] = ring.savedAru;
        token.highDelivered[mine] = ring.highDelivered;
        ring.received = ring.savedAru == ring.savedHighSeq;
        token.received[mine] = ring.received ? 1 : 0;
        int highest = ring.savedAru;
        for (int i = 0; i <= mine; i++) {
            if (token.comesFrom(i, ring.oldRingRep, ring.oldRingSeq) && SequenceNumbers.less(highest, token.aru[i])) {
                highest = token.aru[i];
            }
        }
        for (int i = 0; i <= mine; i++) {
            if (token.comesFrom(i, ring.oldRingRep, ring.oldRingSeq) && SequenceNumbers.less(token.aru[i], highest)) {
                token.received[i] = 0;
                if (i == mine) {
                    ring.received = false;
                }
            }
        }
        token.index = mine + 1;
        ring.tokenTarget = token.members.get(token.index % token.members.size());
    }

    private void sendToken(final long nowNs) {
        token.tokenSeq++;
        ring.rememberToken(commitBytes, token.encode(commitBytes, ring.myId));
        ring.counters.membCommitTokenTx++;
        ring.timers.arm(RingTimers.TOKEN_RETRANSMIT, ring.parameters.tokenRetransmit(), nowNs);
        ring.sendLastToken();
    }

    /** Whether the token that comes back has this node's entry as it left: with another the node would not come along with itself. */
    private boolean saysWhereThisNodeComesFrom() {
        final int mine = incoming.members.indexOf(ring.myId);
        return incoming.comesFrom(mine, ring.oldRingRep, ring.oldRingSeq) && incoming.aru[mine] == ring.savedAru;
    }

    void onCommitToken(final MemorySegment s, final long o, final int length, final boolean big, final long nowNs,
        final TokenPass tokenPass) {
        if (!incoming.decode(s, o, length, big) || !isCredible(incoming.ringSeq)) {
            ring.counters.rxMsgDropped++;
            return;
        }
        switch (ring.state) {
            case GATHER -> {
                candidates.setDifference(ring.procList, ring.failedList);
                if (incoming.members.isEqualTo(candidates) && Long.compareUnsigned(incoming.ringSeq, ring.ringSeq) > 0
                    && incoming.index < incoming.members.size() && incoming.members.get(incoming.index) == ring.myId) {
                    token.decode(s, o, length, big);
                    enterCommit(nowNs);
                }
            }
            case COMMIT -> {
                if (ring.isMyRing(incoming.ringRep, incoming.ringSeq) && incoming.index == incoming.members.size()
                    && incoming.members.isEqualTo(ring.newMembers) && saysWhereThisNodeComesFrom()) {
                    token.decode(s, o, length, big);
                    recovery.beginQueues();
                    sendToken(nowNs);
                    recovery.enter(token, nowNs);
                }
            }
            case RECOVERY -> {
                if (ring.isRep() && !ring.originatedOrfToken && ring.isMyRing(incoming.ringRep, incoming.ringSeq)) {
                    ring.originatedOrfToken = true;
                    tokenPass.originate(nowNs);
                }
            }
            default -> {
            }
        }
    }
}
