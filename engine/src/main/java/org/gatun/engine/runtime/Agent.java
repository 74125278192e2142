package org.gatun.engine.runtime;

/** A duty that an {@link EventLoop} runs. It does not know which thread that is, nor what else runs there. */
interface Agent {
    /** Does what is due, a bounded amount of it; what was done, 0 = nothing. */
    int doWork(long nowNs);

    /** When {@link #doWork} has to be called at the latest, on the clock of {@code nowNs}; {@code nowNs} itself = at once. */
    long nextDeadlineNs(long nowNs);
}
