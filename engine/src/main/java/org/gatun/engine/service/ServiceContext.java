package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.ConfigMap;

/** What a service has of its surroundings. On the services' thread. */
public interface ServiceContext {
    /** The node's keys. */
    ConfigMap config();

    /** Timers of the services' thread. */
    Timers timers();

    /** Addresses and links of the nodes. */
    NodeDirectory nodes();

    /** The engine's own life: end, reload, logs. */
    EngineControl control();

    /** This node's id. */
    int localNodeId();

    /** Whether a synchronisation is under way. */
    boolean synchronising();

    /**
     * Sends an executive message to this service on every member, this node included; counts it. Copies the bytes.
     *
     * @param head starts with a 16-byte header whose id is {@link ExecHeader#id} of service and function
     * @param body second part, may be of length 0
     * @return {@code false} if the queue has no room: nothing was sent
     */
    boolean multicast(Service service, int function, MemorySegment head, long headOffset, int headLength,
        MemorySegment body, long bodyOffset, int bodyLength);

    /** As the other, of one part that starts at 0 and changes the state of the services: nodes that come lack none. */
    boolean multicast(Service service, int function, MemorySegment message, int length);

    /** Runs something once, after the next token visit: then there is room for messages again. */
    void onNextToken(Runnable action);

    /** Forces the ring to gather. */
    void forceGather();

    /** Something that may let clients go on or stop them has changed: the verdict of the quorum. */
    void flowControlChanged();

    /** Loads another service, from within {@link Service#start}. */
    void load(Service service);

    /** Whether a service of this id is loaded. */
    boolean isLoaded(int serviceId);
}
