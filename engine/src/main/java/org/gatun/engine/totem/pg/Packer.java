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

    /** Begins a message. */
    void begin() {
        open = 0;
    }

    /** Adds one block of the message; the last one ends it. Room was checked before: the send queue has it. */
    void append(final MemorySegment s, final long offset, final int length, final boolean last) {
        int max = packetMax - BYTES_OF_LENGTH * (count + 1);
        int done = 0;
        while (done < length) {
            if (length + used < max - BYTES_OF_LENGTH) {
                final int rest = length - done;
                MemorySegment.copy(s, offset + done, data, used, rest);
                used += rest;
                open += rest;
                nextFragment = 1;
                return;
            }
            final int piece = Math.min(length - done, max - used);
            MemorySegment.copy(s, offset + done, data, used, piece);
            used += piece;
            open += piece;
            done += piece;
            int fragmented = 0;
            if (!(last && done == length)) {
                if (nextFragment == 0) {
                    nextFragment = 1;
                }
                fragmented = nextFragment;
                nextFragment = nextFragment + 1 & 0xff;
            }
            lengths[count++] = open;
            open = 0;
            emit(fragmented);
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
            emit(0);
        }
    }

    private void emit(final int fragmented) {
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
        ring.commitFrame((int)(o - payload) + used, 0);
        continuation = fragmented;
        count = 0;
        used = 0;
    }
}
