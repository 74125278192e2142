package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;

/** Handles one kind of library request. On the services' thread. */
@FunctionalInterface
public interface LibraryHandler {
    /**
     * A request that passed the checks of the gateway. The bytes are the engine's copy, valid during the call only, at least as
     * long as the request's entry says; what is in them is the client's business. The handler alone answers, now or later.
     */
    void onRequest(ClientSession session, MemorySegment request, long offset, int length);
}
