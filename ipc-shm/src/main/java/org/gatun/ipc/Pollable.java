package org.gatun.ipc;

/** Something of the server with a descriptor in the owner's epoll set. */
interface Pollable {
    /**
     * The descriptor has events.
     *
     * @param events EPOLL* bits
     */
    void ready(int events, long nowNs);
}
