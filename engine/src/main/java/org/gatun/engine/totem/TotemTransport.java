package org.gatun.engine.totem;

import java.lang.foreign.MemorySegment;

/**
 * Where the ring's frames go. What it does not promise: delivery, order, or that a frame arrives only once.
 *
 * <p>All calls come from the thread that owns the ring; none may block. A frame's bytes stay unchanged until the next
 * {@link #flush()}, so an implementation may keep (segment, offset) and send a batch then. The ring itself processes its own
 * copies: an implementation sends nothing to its own node.
 */
public interface TotemTransport {
    /** Sends a frame to every configured node but this one. Length 13 to 65,536 bytes. */
    void multicast(MemorySegment segment, long offset, int length);

    /** Sends a token to one other node, after the multicasts given before. A node id that is not configured: nothing is sent. */
    void sendToken(int nodeId, MemorySegment segment, long offset, int length);

    /**
     * The token has not come back for half the time after which it is lost, and is about to be sent again: perhaps the next node cannot
     * read what this one sends. Once for each token.
     */
    default void tokenUnanswered() {
        // Nothing to do where a frame that arrives can be read.
    }

    /** Everything given so far leaves now. */
    void flush();

    /** Hands in what waits on the multicast sockets, if tokens come by another socket; else does nothing. */
    void receiveMulticasts();

    /** Throws away everything that waits to be received; whether there was anything. */
    boolean discardPending();

    /** The number of members of the ring being installed: with more than one, periodic interface checks end. */
    void membershipSize(int members);

    /** Checks the local interfaces now: the token was lost. May report through {@link TotemInput#onInterfaceChange}. */
    void checkInterfaces(long nowNs);
}
