package org.gatun.engine.service.stats;

/** What the local server counts of one connection. Read on the services' thread. */
public interface ConnectionCounters {
    /** Name of the client's command, at most 15 characters; empty if unknown. */
    String processName();

    /** Whether events wait in memory because the client's ring is full. */
    boolean isQueueing();

    /** Events that wait in memory. */
    int queued();

    /** Events put into the client's ring. */
    int sent();

    long requests();

    long responses();

    /** Events accepted for the client. */
    long dispatched();

    long sendRetries();

    long receiveRetries();

    /** The flow-control value that the client sees: 0, 1 or 2. */
    int flowControl();

    /** Changes of that value. */
    long flowControlChanges();

    /** All back to 0. */
    void clear();
}
