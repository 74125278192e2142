package org.gatun.engine.runtime;

import org.gatun.engine.config.GatunSettings.Idle;
import org.gatun.engine.runtime.seam.Doorbell;

/**
 * The duty cycle of one thread: descriptors first, so that what has arrived is seen before a timer that ran out meanwhile is
 * believed, then the agents, then sleep until the next descriptor, deadline or ring of the {@link #doorbell}.
 */
final class EventLoop {
    /** No sleep is longer, in nanoseconds. */
    static final long LONGEST_SLEEP_NS = 1_000_000_000L;
    /** How long {@link Idle#BACKOFF} polls after the last work before it sleeps, in nanoseconds. */
    private static final long BACKOFF_NS = 50_000;

    private final Waiter waiter;
    private final Idle idle;
    private final Doorbell doorbell;
    private final Agent[] agents;
    private volatile boolean running = true;

    /** @param doorbell whose ringing ends a sleep, rung by whoever leaves work for the agents on another thread */
    EventLoop(final Waiter waiter, final Idle idle, final Doorbell doorbell, final Agent... agents) {
        this.waiter = waiter;
        this.idle = idle;
        this.doorbell = doorbell;
        this.agents = agents.clone();
    }

    /** Runs on the calling thread until {@link #stop}. */
    void run() {
        long nowNs = System.nanoTime();
        long lastWorkNs = nowNs;
        while (running) {
            final boolean asleep = sleepsAfter(nowNs - lastWorkNs);
            int work = asleep ? sleep(nowNs) : waiter.poll(0);
            nowNs = System.nanoTime();
            for (final Agent agent : agents) {
                work += agent.doWork(nowNs);
            }
            if (work > 0) {
                lastWorkNs = nowNs;
            } else if (!asleep) {
                rest();
            }
        }
    }

    private boolean sleepsAfter(final long idleNs) {
        return switch (idle) {
            case BLOCK -> true;
            case BACKOFF -> idleNs > BACKOFF_NS;
            case YIELD, SPIN -> false;
        };
    }

    private int sleep(final long nowNs) {
        // Armed before the agents are asked: what is left for them from now on ends the sleep.
        doorbell.arm();
        long deadlineNs = nowNs + LONGEST_SLEEP_NS;
        for (final Agent agent : agents) {
            final long next = agent.nextDeadlineNs(nowNs);
            if (next - deadlineNs < 0) {
                deadlineNs = next;
            }
        }
        final int ready = waiter.poll(Math.max(0, deadlineNs - nowNs));
        doorbell.disarm();
        return ready;
    }

    private void rest() {
        if (idle == Idle.YIELD) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    /** Ends {@link #run} after the current cycle. Any thread. */
    void stop() {
        running = false;
        waiter.wake();
    }

    /** Ends a sleep. Any thread. */
    void wake() {
        waiter.wake();
    }
}
