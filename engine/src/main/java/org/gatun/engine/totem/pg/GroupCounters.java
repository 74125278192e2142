package org.gatun.engine.totem.pg;

/**
 * The figures of the keys {@code stats.pg.*}, and what was dropped. Written by the ring's
 * thread, what was dropped by that of the {@link Unpacker}.
 */
public final class GroupCounters {
    /** Units set aside, and one. */
    public int msgReserved = 1;
    /** Units free when last looked at. */
    public int msgQueueAvail;
    /** Packets and messages whose lengths do not add up. */
    public long packetsDropped;
    /** Messages that grew beyond the largest size. */
    public long messagesTooLong;

    /** Nothing reserved, nothing dropped. */
    public GroupCounters() {
    }
}
