package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;

/** Handles one kind of executive message. On the services' thread. */
@FunctionalInterface
public interface ExecHandler {
    /**
     * A message in agreed order, this node's own included. The bytes are valid during the call only, may be unaligned, and come
     * from the network: nothing but the presence of the 16-byte header at {@code offset} has been checked.
     *
     * @param nodeId the sender, by the ring's word
     */
    void onMessage(int nodeId, MemorySegment message, long offset, int length);
}
