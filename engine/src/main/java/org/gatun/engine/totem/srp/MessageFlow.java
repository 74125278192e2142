package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.TotemParameters;

/**
 * The sequenced messages of the ring: what waits to be sent, what was received, retransmission, flow control and delivery. One
 * thread; allocates nothing once warm.
 */
final class MessageFlow {
    private static final int SEND_BYTES = 4_194_304;
    /** Room beside the packet: the header of the frame, and that of a recovery frame that carries it. */
    private static final int FRAME_OVERHEAD = 2 * Mcast.LENGTH;

    private final Ring ring;
    private final FrameStore frames;
    private final FrameQueue fresh;
    private final FrameQueue freshTrans;
    private final RecoveryFrames again;
    private SortQueue regular;
    private SortQueue recovery;
    /** What the members would send again together exceeds the numbers that a recovery has. */
    private boolean sparing;
    /** The token's seq at the end of the last visit. */
    private int seqAtLastVisit;
    private int claimed = FrameStore.NONE;
    private int globalSeqno;
    private int trc;
    private int pbl;
    private int cbl;

    MessageFlow(final Ring ring) {
        this.ring = ring;
        this.frames = ring.frames;
        this.again = new RecoveryFrames(ring);
        final int capacity = SEND_BYTES / ring.parameters.netMtu();
        this.fresh = new FrameQueue(capacity);
        this.freshTrans = new FrameQueue(capacity);
        this.regular = new SortQueue(frames, ring.firstSeq);
        this.recovery = new SortQueue(frames, ring.firstSeq);
    }

    // ---- what the group layer sends

    int queueCapacity() {
        return fresh.capacity();
    }

    int available() {
        final int inQueue = sendQueue().capacity() - sendQueue().size() - 2;
        final int inStore = frames.remaining(ring.parameters.netMtu() + FRAME_OVERHEAD) - 1;
        return Math.max(0, Math.min(inQueue, inStore));
    }

    /** Takes a frame for the next message; {@code false} when the queue is full. */
    boolean claim() {
        if (sendQueue().isFull()) {
            return false;
        }
        if (claimed == FrameStore.NONE) {
            claimed = frames.allocate(ring.parameters.netMtu() + FRAME_OVERHEAD);
        }
        return claimed != FrameStore.NONE;
    }

    MemorySegment claimedSegment() {
        return frames.segment(claimed);
    }

    long claimedPayload() {
        return frames.offset(claimed) + Mcast.LENGTH;
    }

    void commit(final int payloadLength, final int guarantee) {
        if (claimed == FrameStore.NONE) {
            throw new IllegalStateException("no frame was claimed");
        }
        Mcast.write(frames.segment(claimed), frames.offset(claimed), TotemHeader.NOT_ENCAPSULATED, ring.myId, guarantee);
        frames.setLength(claimed, Mcast.LENGTH + payloadLength);
        sendQueue().add(frames.compact(claimed));
        claimed = FrameStore.NONE;
        ring.counters.mcastTx++;
    }

    private FrameQueue sendQueue() {
        return ring.waitingTransAck ? freshTrans : fresh;
    }

    // ---- what comes in

    void onMcast(final MemorySegment s, final long o, final int length, final boolean big) {
        final int seq = Mcast.seq(s, o, big);
        final SortQueue queue;
        if (TotemHeader.encapsulated(s, o) == TotemHeader.ENCAPSULATED) {
            if (ring.state != RingState.RECOVERY) {
                return;
            }
            queue = recovery;
        } else {
            // An ordinary frame of a ring that is not installed here belongs to a queue that does not exist yet; the retransmit
            // list brings it again. (corosync mixes it with the old ring's messages.)
            if (ring.oldStateSaved || ring.members.size() == 0) {
                return;
            }
            queue = regular;
        }
        if (!queue.inRange(seq) || queue.contains(seq)) {
            return;
        }
        if (queue != recovery || !again.takeKnown(recovery, regular, seq, s, o, length)) {
            final int handle = seq == ring.myAru + 1 ? frames.allocateUrgent(length) : frames.allocate(length);
            if (handle == FrameStore.NONE) {
                ring.counters.rxMsgDropped++;
                return;
            }
            MemorySegment.copy(s, o, frames.segment(handle), frames.offset(handle), length);
            queue.put(seq, handle);
        }
        if (SequenceNumbers.less(ring.highSeqReceived, seq)) {
            ring.highSeqReceived = seq;
        }
        advanceAru();
        if (ring.state == RingState.OPERATIONAL) {
            deliver(ring.highSeqReceived, false);
        }
    }

    private SortQueue current() {
        return ring.state == RingState.RECOVERY ? recovery : regular;
    }

    void advanceAru() {
        final SortQueue queue = current();
        int aru = ring.myAru;
        while (aru != ring.highSeqReceived && queue.contains(aru + 1)) {
            aru++;
        }
        ring.myAru = aru;
    }

    /** Hands messages on up to {@code end}; {@code skip}: over gaps, and only those of the members to be delivered. */
    void deliver(final int end, final boolean skip) {
        int count = end - ring.highDelivered;
        if (Integer.compareUnsigned(count, SortQueue.SIZE) >= 0) {
            return;
        }
        for (; count > 0; count--) {
            final int seq = ring.highDelivered + 1;
            if (!regular.inRange(seq)) {
                return;
            }
            final int handle = regular.get(seq);
            if (handle == FrameStore.NONE) {
                if (!skip) {
                    return;
                }
                ring.highDelivered = seq;
                continue;
            }
            ring.highDelivered = seq;
            final MemorySegment s = frames.segment(handle);
            final long o = frames.offset(handle);
            final boolean big = TotemHeader.isBig(s, o);
            if (skip && !ring.deliverMembers.contains(Mcast.systemFrom(s, o, big))) {
                continue;
            }
            ring.listener.onDeliver(TotemHeader.nodeId(s, o, big), s, o + Mcast.LENGTH, frames.length(handle) - Mcast.LENGTH, big);
        }
    }

    // ---- the token

    /** How many messages this visit allows, before retransmissions are subtracted. */
    int allowed(final OrfToken token) {
        final TotemParameters p = ring.parameters;
        int allowed = p.maxMessages();
        final int window = p.windowSize() - token.fcc;
        if (Integer.compareUnsigned(allowed, window) > 0) {
            allowed = window;
        }
        cbl = switch (ring.state) {
            case OPERATIONAL -> sendQueue().size();
            case RECOVERY -> again.left();
            default -> 0;
        };
        final int others = token.backlog + cbl - pbl;
        if (others != 0) {
            final int share = Integer.divideUnsigned(p.windowSize() * pbl, others);
            if (share > 0 && Integer.compareUnsigned(allowed, share) > 0) {
                allowed = share;
            }
        }
        return allowed;
    }

    /** Sends again what the token asks for, at most {@code allowed} frames; their number. */
    int serveRetransmitList(final OrfToken token, final int allowed) {
        again.flushed();
        int served = 0;
        int i = 0;
        while (i < token.entries && served < allowed) {
            final int handle = ring.isMyRing(token.entryRep[i], token.entryRing[i]) ? toServe(token.entrySeq[i]) : FrameStore.NONE;
            if (handle == FrameStore.NONE) {
                i++;
                continue;
            }
            ring.transport.multicast(frames.segment(handle), frames.offset(handle), frames.length(handle));
            ring.counters.mcastRetx++;
            token.removeEntry(i);
            served++;
        }
        return served;
    }

    private int toServe(final int seq) {
        return ring.state == RingState.RECOVERY ? again.frame(recovery, regular, seq) : regular.get(seq);
    }

    /** Asks for messages that were missed often enough. */
    void extendRetransmitList(final OrfToken token) {
        final SortQueue queue = current();
        final int range = token.seq - ring.myAru;
        for (int i = 1; i <= range && token.entries < OrfToken.ENTRIES_MAX; i++) {
            final int seq = ring.myAru + i;
            if (!queue.inRange(seq)) {
                return;
            }
            if (!queue.contains(seq) && queue.miss(seq) >= ring.parameters.missCountConst() && !token.requests(seq)) {
                token.addEntry(ring.ringRep, ring.ringSeq, seq);
            }
        }
    }

    /** Multicasts at most {@code allowed} waiting messages and brings fcc and backlog of the token up to date. */
    void sendMessages(final OrfToken token, final int allowed, final int retransmitted, final long nowNs) {
        int left = allowed;
        final int edge = ring.lastReleased + SortQueue.SIZE - left - ring.parameters.windowSize();
        if (SequenceNumbers.less(edge, token.seq)) {
            left = 0;
        }
        final boolean recovering = ring.state == RingState.RECOVERY;
        if (recovering) {
            ring.timers.arm(RingTimers.TOKEN_RETRANSMIT, ring.parameters.tokenRetransmit(), nowNs);
            again.passSentAgain(regular);
            if (sparing && (token.seq != seqAtLastVisit || token.seq != ring.myAru)) {
                left = 0;
            }
        }
        final SortQueue sorted = current();
        int sent = 0;
        while (sent < left && sorted.inRange(token.seq + 1)) {
            final int handle = recovering ? again.wrapNext(regular) : nextFresh();
            if (handle == FrameStore.NONE) {
                break;
            }
            token.seq++;
            final MemorySegment s = frames.segment(handle);
            final long o = frames.offset(handle);
            Mcast.stamp(s, o, token.seq, globalSeqno++, ring.ringRep, ring.ringSeq);
            if (recovering) {
                again.sent(recovery, token.seq, handle);
            } else {
                regular.put(token.seq, handle);
            }
            ring.transport.multicast(s, o, frames.length(handle));
            ring.counters.mcastRx++;
            ring.highSeqReceived = token.seq;
            sent++;
        }
        seqAtLastVisit = token.seq;
        advanceAru();
        final int total = retransmitted + sent;
        token.fcc += total - trc;
        token.backlog += cbl - pbl;
        trc = total;
        pbl = cbl;
    }

    private int nextFresh() {
        final FrameQueue queue = sendQueue();
        return queue.isEmpty() ? FrameStore.NONE : queue.remove();
    }

    void resetFlowControl() {
        trc = 0;
        pbl = 0;
        cbl = 0;
    }

    /** Frees what all members have, by two successive arus of the token. */
    void freeMessages(final int tokenAru) {
        int releaseTo = tokenAru;
        if (SequenceNumbers.less(ring.lastAru, releaseTo)) {
            releaseTo = ring.lastAru;
        }
        if (SequenceNumbers.less(ring.highDelivered, releaseTo)) {
            releaseTo = ring.highDelivered;
        }
        if (!SequenceNumbers.less(ring.lastReleased, releaseTo) || !regular.inRange(releaseTo)) {
            return;
        }
        regular.release(releaseTo);
        ring.lastReleased = releaseTo;
    }

    // ---- recovery

    void beginRecovery() {
        recovery.reset(ring.firstSeq);
        again.begin();
        sparing = false;
        seqAtLastVisit = ring.firstSeq - 1;
    }

    /**
     * Sends again each message of the old ring from {@code low} + 1 to {@code high} that is here; their number. Each member does so,
     * but nothing is freed in a recovery: when all of them together would need more numbers than the window has, this one lets the others
     * send, and sends what is missing when they have nothing more. (Two nodes of corosync with more than half the window each never end.)
     */
    int originate(final int low, final int high) {
        final int range = high - low;
        sparing = (long)range * ring.transMembers.size() > SortQueue.SIZE - ring.parameters.windowSize() - ring.parameters.maxMessages();
        return Integer.compareUnsigned(range, SortQueue.SIZE) >= 0 ? 0 : again.originate(regular, low, high);
    }

    /** Whether old messages are still to be sent again by this node. */
    boolean hasToSendAgain() {
        return again.left() > 0;
    }

    /** Moves recovered messages of the old ring into its queue. */
    void unpackRecovered() {
        again.unpack(recovery, regular);
    }

    /** The queue of the new ring replaces the old ring's; everything in it counts as delivered. */
    void adoptRecoveryQueue() {
        final SortQueue old = regular;
        regular = recovery;
        recovery = old;
        recovery.reset(ring.firstSeq);
        int delivered = ring.highSeqReceived;
        while (delivered != ring.firstSeq && !regular.contains(delivered)) {
            delivered--;
        }
        ring.highDelivered = delivered;
        ring.lastReleased = delivered;
        if (delivered != ring.firstSeq) {
            regular.release(delivered);
        }
    }
}
