package org.gatun.ipc;

import java.lang.foreign.MemorySegment;

/**
 * The client's end of the three channels. One thread at a time sends and receives responses, and one, which may be another,
 * receives events. Results are ≥ 0 or a negative errno.
 */
interface ClientChannels {
    /** 0; -EAGAIN = no room; -ENOTCONN. */
    int send(MemorySegment head, long headOffset, int headLength, MemorySegment body, long bodyOffset, int bodyLength);

    /** The value by which the server keeps clients from sending, 0 = send freely; -ENOTCONN. */
    int flowControl();

    /** Length of the response; -ENOBUFS = longer than {@code capacity}, it stays; -ETIMEDOUT or -EAGAIN. */
    int receiveResponse(MemorySegment buffer, long offset, int capacity, int timeoutMs);

    /** Length of the oldest event, which stays until {@link #releaseEvent}; -EAGAIN = none in time; -ENOTCONN. */
    int peekEvent(int timeoutMs);

    /** Where the peeked event lies. */
    MemorySegment eventSegment();

    /** Where the peeked event lies in {@link #eventSegment}. */
    long eventOffset();

    void releaseEvent();

    /** Readable when there are events. */
    int fd();

    /** @param serverDied whether what the server owned is to be removed in its stead */
    void close(boolean serverDied);
}
