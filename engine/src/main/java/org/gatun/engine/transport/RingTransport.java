package org.gatun.engine.transport;

import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.totem.TotemTransport;

/** A transport as the engine drives it: one thread, the ring's; made by another is fine, if before. */
public interface RingTransport extends TotemTransport, AutoCloseable {
    /** Messages in one full batch: {@link #receive} of so many may have left some. */
    int BATCH = 32;

    /**
     * Adds the present descriptors and all later ones to an epoll instance, for EPOLLIN; a closed one leaves it by itself.
     *
     * @param data what the events shall carry; the lowest bits are the transport's
     */
    void register(int epollDescriptor, long data);

    /**
     * Begins: the first report of the interfaces is due 100 ms later.
     *
     * @param ring gets the frames and reports
     * @throws TransportFailedException if there cannot be a ring
     */
    void start(TotemInput ring, long nowNs);

    /**
     * Reads one batch without waiting and hands the frames to the ring.
     *
     * @param data what the event carried
     * @return the number of messages taken, 0 = nothing waited
     */
    int receive(long data, long nowNs);

    /** Does what is due; how much was done, 0 = nothing. {@link TransportFailedException} is fatal. */
    int doWork(long nowNs);

    /** When {@link #doWork} has something to do next, {@link Long#MAX_VALUE} if nothing is planned. */
    long nextDeadlineNs();

    /** A reload: takes the nodes, links and settings of a new configuration that was found good. */
    void reconfigure(TotemSettings settings);

    /**
     * Loads the crypto settings of the configuration beside those in use. Frames are sealed as before, and opened with either.
     *
     * @return whether they are new, so that all nodes must {@link #activateCrypto}
     */
    default boolean loadCrypto() {
        return false;
    }

    /** Seals with the settings that were loaded: all nodes have them. */
    default void activateCrypto() {
        throw new IllegalStateException("no crypto settings");
    }

    /** Forgets the settings before: all nodes use the new ones. */
    default void cleanUpCrypto() {
        throw new IllegalStateException("no crypto settings");
    }

    /** {@code stats.srp.continuous_sendmsg_failures}: failed sends since the last that worked. */
    int continuousSendFailures();

    /** Sends what waits, and gives everything back. */
    @Override
    void close();
}
