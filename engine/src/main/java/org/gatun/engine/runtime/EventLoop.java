package org.gatun.engine.runtime;

/**
 * The duty cycle of one thread: descriptors first, so that what has arrived is seen before a timer that ran out meanwhile is
 * believed, then the agents, then sleep until the next descriptor, deadline or {@link #wake}.
 */
final class EventLoop {
    /** No sleep is longer, in nanoseconds. */
    static final long LONGEST_SLEEP_NS = 1_000_000_000L;

    private final Poller poller;
    private final Agent[] agents;
    private final long spinNs;
    private volatile boolean running = true;

    /** @param spinNs how long to poll without sleeping after the last work, in nanoseconds; 0 sleeps at once */
    EventLoop(final Poller poller, final long spinNs, final Agent... agents) {
        this.poller = poller;
        this.spinNs = spinNs;
        this.agents = agents.clone();
    }

    /** Runs on the calling thread until {@link #stop}. */
    void run() {
        long nowNs = System.nanoTime();
        long lastWorkNs = nowNs;
        while (running) {
            long deadlineNs = nowNs + LONGEST_SLEEP_NS;
            for (final Agent agent : agents) {
                final long next = agent.nextDeadlineNs(nowNs);
                if (next - deadlineNs < 0) {
                    deadlineNs = next;
                }
            }
            final boolean spinning = spinNs > 0 && nowNs - lastWorkNs < spinNs;
            int work = poller.poll(spinning ? 0 : Math.max(0, deadlineNs - nowNs));
            nowNs = System.nanoTime();
            for (final Agent agent : agents) {
                work += agent.doWork(nowNs);
            }
            if (work > 0) {
                lastWorkNs = nowNs;
            } else if (spinning) {
                Thread.onSpinWait();
            }
        }
    }

    /** Ends {@link #run} after the current cycle. Any thread. */
    void stop() {
        running = false;
        poller.wake();
    }

    /** Ends a sleep. Any thread. */
    void wake() {
        poller.wake();
    }
}
