package org.gatun.engine.totem.pg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.engine.totem.srp.SingleRing;

/**
 * Packs messages into packets: small ones together, large ones in pieces. What does not fill a packet waits for the next token visit.
 * One thread; allocates nothing.
 */
final class Packer {
    private static final int BYTES_OF_LENGTH = 2;

    private final SingleRing ring;
    private final int packetMax;
    private final MemorySegment data;
    private final int[] lengths;
    private int count;
    private int used;
    private int open;
    private int nextFragment = 1;
    private int continuation;
    private int planned;
    private int plannedUsed;
    private int plannedMax;

    /** @param packetMax bytes of a packet behind its header */
    Packer(final Arena arena, final SingleRing ring, final int packetMax) {
        this.ring = ring;
        this.packetMax = packetMax;
        this.data = arena.allocate(packetMax, 8);
        this.lengths = new int[packetMax / BYTES_OF_LENGTH];
    }

    /** Bytes that pending pieces and their lengths take. */
    int pendingLengths() {
        return BYTES_OF_LENGTH * count;
    }

    /** The packets that a message of three blocks would fill, on top of what waits: exactly what {@link #append} will claim. */
    int packetsFor(final boolean apart, final int first, final int second, final int third) {
        final boolean sendsWaiting = apart && count > 0;
        planned = sendsWaiting ? 1 : 0;
        plannedUsed = sendsWaiting ? 0 : used;
        plannedMax = packetMax - BYTES_OF_LENGTH * (sendsWaiting ? 1 : count + 1);
        plan(first);
        plan(second);
        plan(third);
        return planned;
    }

    private void plan(final int length) {
        if (length == 0) {
            return;
        }
        if (staysWhole(length, plannedUsed, plannedMax)) {
            plannedUsed += length;
            return;
        }
        final int rest = length - Math.min(length, plannedMax - plannedUsed);
        planned++;
        plannedUsed = 0;
        plannedMax = packetMax - BYTES_OF_LENGTH;
        if (staysWhole(length, 0, plannedMax)) {
            plannedUsed = rest;
        } else {
            planned += (rest + plannedMax - 1) / plannedMax;
        }
    }

    /** The C engine looks at the whole block, not at what is left of it: the end of a large block never shares a packet. */
    private static boolean staysWhole(final int length, final int filled, final int max) {
        return length + filled < max - BYTES_OF_LENGTH;
    }

    /** Begins a message, {@code apart} in a packet that goes on with none: what waits ends with a whole message, and is sent. */
    void begin(final boolean apart) {
        open = 0;
        if (apart && count > 0) {
            emit(0, data, 0, 0);
        }
    }

    /** Adds one block of the message; the last one ends it. Room was checked before: the send queue has it. */
    void append(final MemorySegment s, final long offset, final int length, final boolean last) {
        int max = packetMax - BYTES_OF_LENGTH * (count + 1);
        int done = 0;
        while (done < length) {
            if (staysWhole(length, used, max)) {
                final int rest = length - done;
                MemorySegment.copy(s, offset + done, data, used, rest);
                used += rest;
                open += rest;
                nextFragment = 1;
                return;
            }
            final int piece = Math.min(length - done, max - used);
            open += piece;
            int fragmented = 0;
            if (!(last && done + piece == length)) {
                if (nextFragment == 0) {
                    nextFragment = 1;
                }
                fragmented = nextFragment;
                nextFragment = nextFragment + 1 & 0xff;
            }
            lengths[count++] = open;
            open = 0;
            emit(fragmented, s, offset + done, piece);
            done += piece;
            max = packetMax - BYTES_OF_LENGTH;
        }
    }

    /** Ends a message: what is left of it waits. */
    void end() {
        if (open > 0) {
            lengths[count++] = open;
            open = 0;
        }
    }

    /** Sends what waits, if the send queue has room. */
    void flush() {
        if (count > 0 && ring.available() > 0) {
            emit(0, data, 0, 0);
        }
    }

    /** Sends what waits and behind it {@code length} bytes that were not copied before. */
    private void emit(final int fragmented, final MemorySegment more, final long offset, final int length) {
        final long payload = ring.claim();
        if (payload < 0) {
            throw new IllegalStateException("send queue is full although room was checked: available=" + ring.available());
        }
        final MemorySegment s = ring.sendSegment();
        Packet.writeHeader(s, payload, fragmented, continuation, count);
        long o = payload + Packet.HEADER_LENGTH;
        for (int i = 0; i < count; i++, o += BYTES_OF_LENGTH) {
            Packet.putShort(s, o, lengths[i]);
        }
        MemorySegment.copy(data, 0, s, o, used);
        MemorySegment.copy(more, offset, s, o + used, length);
        ring.commitFrame((int)(o - payload) + used + length, 0);
        continuation = fragmented;
        count = 0;
        used = 0;
    }
}
