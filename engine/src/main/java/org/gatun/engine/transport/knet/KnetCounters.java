package org.gatun.engine.transport.knet;

/** What the transport counts. Written and read on the ring's thread. */
public final class KnetCounters {
    long received;
    long receiveErrors;
    long discarded;
    long sent;
    long sendFailures;

    KnetCounters() {
    }

    /** Frames handed to the ring. */
    public long received() {
        return received;
    }

    /** Receive calls that failed otherwise than by having nothing. */
    public long receiveErrors() {
        return receiveErrors;
    }

    /** Frames thrown away after a pause of the process. */
    public long discarded() {
        return discarded;
    }

    /** Frames that libknet's queue took. */
    public long sent() {
        return sent;
    }

    /** Frames that found the queue full; the protocol recovers them. */
    public long sendFailures() {
        return sendFailures;
    }
}
