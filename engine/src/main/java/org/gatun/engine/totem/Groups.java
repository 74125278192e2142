package org.gatun.engine.totem;

import java.lang.foreign.MemorySegment;

/** The ring as services see it. One thread. */
public interface Groups {
    /** This node's id. */
    int localNodeId();

    /**
     * Queues one message for agreed delivery to every member, this node included. Copies both parts before it returns.
     *
     * @param apart whether it begins a packet, and goes on into the next only where it is longer. A node that comes drops what a sender's
     *     packets have up to the end of the chain of fragments that it came into; of such messages it lacks none
     * @param head first part (a message header); {@code headLength} bytes from {@code headOffset}
     * @param body second part, may be of length 0
     * @return {@code false} if the queue has no room: nothing was queued, try again later
     */
    boolean multicast(boolean apart, GroupName group, MemorySegment head, long headOffset, int headLength,
        MemorySegment body, long bodyOffset, int bodyLength);

    /** As {@link #multicast(boolean, GroupName, MemorySegment, long, int, MemorySegment, long, int)}, in a packet with others. */
    default boolean multicast(final GroupName group, final MemorySegment head, final long headOffset, final int headLength,
        final MemorySegment body, final long bodyOffset, final int bodyLength) {
        return multicast(false, group, head, headOffset, headLength, body, bodyOffset, bodyLength);
    }

    /** As the other, apart: for a message of one part that changes the state of services. */
    default boolean multicastApart(final GroupName group, final MemorySegment message, final long offset, final int length) {
        return multicast(true, group, message, offset, length, message, 0, 0);
    }

    /**
     * Sets room aside for a message of {@code bodyBytes} to the group of the services.
     *
     * @return the units to give to {@link #release}, 0 when there is no room now, -1 when it never fits
     */
    int reserve(int bodyBytes);

    /** Gives back what {@link #reserve} set aside. */
    void release(int units);

    /** Re-evaluates and returns the level of the send queue. */
    QueueLevel queueLevel();

    /** Service synchronisation has ended on all members: ordinary messages may flow again. */
    void synchronisationComplete();

    /** Asks for one {@link GroupListener#onTokenSent} at the next token visit; cancels a token hold. */
    void requestTokenCallback();

    /** Forces the ring to gather. */
    void forceGather();
}
