package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.stats.ConnectionCounters;
import org.gatun.engine.service.stats.NoCounters;

/** One connected client as a service sees it. Used on the services' thread only. */
public interface ClientSession {
    /** Process id by the kernel's word. */
    int pid();

    /** User id by the kernel's word. */
    int uid();

    /** Group id by the kernel's word. */
    int gid();

    /** What the service keeps for this client; set by {@link #attach}. */
    Object attachment();

    /** Keeps a service's state with the session. */
    void attach(Object state);

    /** Answers the request being handled, or a former one that was left open. Copies the bytes. */
    void respond(MemorySegment message, long offset, int length);

    /**
     * Sends an event of two parts (the second may be of length 0). Order is kept; a slow reader's events wait in its own queue.
     * Copies the bytes.
     */
    void event(MemorySegment head, long headOffset, int headLength, MemorySegment body, long bodyOffset, int bodyLength);

    /** What the local server counts of this connection. */
    default ConnectionCounters counters() {
        return NoCounters.INSTANCE;
    }

    /** Ends the connection. */
    void close();
}
