package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The frames that carry the old ring's messages over the ring that is being recovered. Nothing is freed before that has ended, so a message
 * that this node has is not held twice: of the frame round it only the header is kept, and the whole is put together to be sent. One
 * thread; allocates nothing.
 */
final class RecoveryFrames {
    private static final int MASK = SortQueue.SIZE - 1;
    /** Whole frames of one token visit. */
    private static final int LENT_CAPACITY = 256;

    private final Ring ring;
    private final FrameStore frames;
    /** Old numbers by number of the new ring, each modulo the window, where only the header of the frame is kept. */
    private final int[] carried = new int[SortQueue.SIZE];
    private final boolean[] isHeader = new boolean[SortQueue.SIZE];
    /** By old number modulo the window: messages that another member has sent again. */
    private final boolean[] sentAgain = new boolean[SortQueue.SIZE];
    /** Whole frames that the transport reads until it is flushed. */
    private final FrameQueue lent = new FrameQueue(LENT_CAPACITY);
    private int next;
    private int left;

    RecoveryFrames(final Ring ring) {
        this.ring = ring;
        this.frames = ring.frames;
    }

    void begin() {
        Arrays.fill(isHeader, false);
        Arrays.fill(sentAgain, false);
        left = 0;
    }

    /** Is to send again what is in {@code old} from {@code low} + 1 to {@code high}; the number of messages. */
    int originate(final SortQueue old, final int low, final int high) {
        next = low + 1;
        for (int seq = next; seq - 1 != high; seq++) {
            left += old.contains(seq) ? 1 : 0;
        }
        return left;
    }

    /** Messages still to be sent again. */
    int left() {
        return left;
    }

    /** Passes over what another member has sent again: that reaches all, or the recovery fails. */
    void passSentAgain(final SortQueue old) {
        while (left > 0 && (!old.contains(next) || sentAgain[next & MASK])) {
            left -= old.contains(next) ? 1 : 0;
            next++;
        }
    }

    /** The whole frame of the next message, whose header is to be stamped; {@link FrameStore#NONE} when there is none, or no room now. */
    int wrapNext(final SortQueue old) {
        passSentAgain(old);
        final int frame = left == 0 ? FrameStore.NONE : whole(old.get(next));
        if (frame != FrameStore.NONE) {
            Mcast.write(frames.segment(frame), frames.offset(frame), TotemHeader.ENCAPSULATED, ring.myId, 0);
        }
        return frame;
    }

    /** The frame of {@link #wrapNext} goes out under a number. */
    void sent(final SortQueue recovery, final int seq, final int frame) {
        keepHeader(recovery, seq, frames.segment(frame), frames.offset(frame), next);
        next++;
        left--;
    }

    /** Takes a frame of the new ring that carries a message of {@code old} that is here; {@code false} for any other. */
    boolean takeKnown(final SortQueue recovery, final SortQueue old, final int seq, final MemorySegment s, final long o, final int length) {
        if (!carriesOld(s, o, length, old) || !old.contains(innerSeq(s, o))) {
            return false;
        }
        final int inner = innerSeq(s, o);
        keepHeader(recovery, seq, s, o, inner);
        sentAgain[inner & MASK] = true;
        return true;
    }

    /** The frame with a number of the new ring, to be sent once more; {@link FrameStore#NONE} when it is not here, or no room now. */
    int frame(final SortQueue recovery, final SortQueue old, final int seq) {
        final int kept = recovery.get(seq);
        if (kept == FrameStore.NONE || !isHeader[seq & MASK]) {
            return kept;
        }
        final int frame = whole(old.get(carried[seq & MASK]));
        if (frame != FrameStore.NONE) {
            MemorySegment.copy(frames.segment(kept), frames.offset(kept), frames.segment(frame), frames.offset(frame), Mcast.LENGTH);
        }
        return frame;
    }

    /** The transport has read what it was given. */
    void flushed() {
        lent.clear(frames);
    }

    /** Moves the messages of {@code old} that came, up to the aru, into their own queue. */
    void unpack(final SortQueue recovery, final SortQueue old) {
        for (int seq = ring.firstSeq + 1; seq - 1 != ring.myAru && recovery.inRange(seq); seq++) {
            final int handle = recovery.get(seq);
            if (handle != FrameStore.NONE && !isHeader[seq & MASK]) {
                unpack(recovery, old, seq, handle);
            }
        }
    }

    private void unpack(final SortQueue recovery, final SortQueue old, final int seq, final int handle) {
        final MemorySegment s = frames.segment(handle);
        final long o = frames.offset(handle);
        final int length = frames.length(handle);
        if (!carriesOld(s, o, length, old) || old.contains(innerSeq(s, o))) {
            return;
        }
        final int inner = innerSeq(s, o);
        recovery.take(seq);
        keepHeader(recovery, seq, s, o, inner);
        MemorySegment.copy(s, o + Mcast.LENGTH, s, o, length - Mcast.LENGTH);
        frames.setLength(handle, length - Mcast.LENGTH);
        old.put(inner, frames.compact(handle));
        if (SequenceNumbers.less(ring.savedHighSeq, inner)) {
            ring.savedHighSeq = inner;
        }
    }

    /** A frame with room for a header and a copy of a message, which is lent until {@link #flushed}. */
    private int whole(final int message) {
        final int length = Mcast.LENGTH + frames.length(message);
        final int frame = lent.isFull() ? FrameStore.NONE : frames.allocateUrgent(length);
        if (frame != FrameStore.NONE) {
            lent.add(frame);
            MemorySegment.copy(frames.segment(message), frames.offset(message), frames.segment(frame), frames.offset(frame) + Mcast.LENGTH,
                length - Mcast.LENGTH);
        }
        return frame;
    }

    /** Small frames have room for all numbers of both windows. */
    private void keepHeader(final SortQueue recovery, final int seq, final MemorySegment s, final long o, final int inner) {
        final int header = frames.allocate(Mcast.LENGTH);
        MemorySegment.copy(s, o, frames.segment(header), frames.offset(header), Mcast.LENGTH);
        recovery.put(seq, header);
        isHeader[seq & MASK] = true;
        carried[seq & MASK] = inner;
    }

    /** Whether a recovery frame carries a message of the old ring that its queue has room for. */
    private boolean carriesOld(final MemorySegment s, final long frame, final int frameLength, final SortQueue old) {
        final long o = frame + Mcast.LENGTH;
        final int length = frameLength - Mcast.LENGTH;
        if (length < Mcast.LENGTH || !TotemHeader.isValid(s, o, length) || TotemHeader.type(s, o) != TotemHeader.MCAST) {
            return false;
        }
        final boolean big = TotemHeader.isBig(s, o);
        return Mcast.ringRep(s, o, big) == ring.oldRingRep && Mcast.ringSeq(s, o, big) == ring.oldRingSeq
            && old.inRange(Mcast.seq(s, o, big));
    }

    private static int innerSeq(final MemorySegment s, final long frame) {
        final long o = frame + Mcast.LENGTH;
        return Mcast.seq(s, o, TotemHeader.isBig(s, o));
    }
}
