package org.gatun.engine.transport.udp;

/** What a transport counts. Written and read on the ring's thread. */
public final class TransportCounters {
    long received;
    long receiveErrors;
    long truncated;
    long unlisted;
    long own;
    long discarded;
    long sent;
    long sendFailures;
    long unsent;
    long socketsOpened;
    int continuousSendmsgFailures;

    TransportCounters() {
    }

    /** Datagrams handed to the ring. */
    public long received() {
        return received;
    }

    /** Receive calls that failed otherwise than by having nothing. */
    public long receiveErrors() {
        return receiveErrors;
    }

    /** Datagrams dropped because they were longer than any frame. */
    public long truncated() {
        return truncated;
    }

    /** Datagrams dropped by block_unlisted_ips. */
    public long unlisted() {
        return unlisted;
    }

    /** Broadcasts of this node that the kernel handed back, dropped. */
    public long own() {
        return own;
    }

    /** Datagrams thrown away after a pause of the process. */
    public long discarded() {
        return discarded;
    }

    /** Datagrams that the kernel took. */
    public long sent() {
        return sent;
    }

    /** Datagrams that the kernel refused; the protocol recovers them. */
    public long sendFailures() {
        return sendFailures;
    }

    /** Frames not sent because the interface is down. */
    public long unsent() {
        return unsent;
    }

    /** How often sockets were made, the first time included. */
    public long socketsOpened() {
        return socketsOpened;
    }

    /** {@code stats.srp.continuous_sendmsg_failures}: failed sends to the group since the last that worked; {@code udp} only. */
    public int continuousSendmsgFailures() {
        return continuousSendmsgFailures;
    }
}
