package org.gatun.engine.runtime.seam;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One Disruptor ring and its payload area between two threads. The producing side never waits: {@link #tryClaim} says no. The
 * consuming side looks at the oldest event, and takes it off only when it could be handled.
 */
final class Seam {
    /** Slots of a seam. */
    static final int SLOTS = 4096;
    /** Bytes of a seam's payload area: room for a dozen of the largest messages. */
    static final long PAYLOAD_BYTES = 16L << 20;

    private final RingBuffer<SeamEvent> ring =
        RingBuffer.createSingleProducer(SeamEvent::new, SLOTS, new YieldingWaitStrategy());
    private final Sequence consumed = new Sequence();
    private final PayloadArea payloads;
    private final Doorbell doorbell;
    private long claimed = -1;

    Seam(final Arena arena, final Doorbell doorbell) {
        this.payloads = new PayloadArea(arena, PAYLOAD_BYTES);
        this.doorbell = doorbell;
        ring.addGatingSequences(consumed);
        consumed.set(ring.getCursor());
    }

    MemorySegment payloads() {
        return payloads.segment();
    }

    long payloadOffset(final SeamEvent event) {
        return payloads.offset(event.payload);
    }

    /** Producer: a slot with room for {@code length} payload bytes, to be filled and published; {@code null} if there is none now. */
    SeamEvent tryClaim(final SeamEvent.Kind kind, final int length) {
        if (!ring.hasAvailableCapacity(1)) {
            return null;
        }
        final long position = payloads.claim(length);
        if (position < 0) {
            return null;
        }
        claimed = ring.next();
        final SeamEvent event = ring.get(claimed);
        event.kind = kind;
        event.payload = position;
        event.length = length;
        event.payloadEnd = payloads.end();
        return event;
    }

    /** Producer: publishes the slot claimed last and wakes a consumer that sleeps. */
    void publish() {
        ring.publish(claimed);
        doorbell.ring();
    }

    /** Consumer: the oldest event that was not taken off, or {@code null}. */
    SeamEvent peek() {
        final long next = consumed.get() + 1;
        return next <= ring.getCursor() ? ring.get(next) : null;
    }

    /** Consumer: takes the event off that {@link #peek} gave. */
    void take(final SeamEvent event) {
        payloads.release(event.payloadEnd);
        event.clear();
        consumed.set(consumed.get() + 1);
    }

    /** Any thread: the number of slots published so far, less one. */
    long published() {
        return ring.getCursor();
    }

    /** Any thread: whether no event waits. */
    boolean isEmpty() {
        return consumed.get() >= ring.getCursor();
    }

    /** Producer: per cent of the seam in use, of slots or payload bytes, whichever is more. */
    int percentUsed() {
        final long slots = ring.getCursor() - consumed.get();
        return (int)Math.max(slots * 100 / SLOTS, payloads.used() * 100 / PAYLOAD_BYTES);
    }
}
