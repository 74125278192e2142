package org.gatun.engine.runtime.seam;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes an agent that sleeps in the kernel. The agent arms the bell, looks at its seams once more, and sleeps only if they are
 * empty; a producer rings after publishing, which costs a system call only while the bell is armed.
 */
public final class Doorbell {
    private final AtomicBoolean armed = new AtomicBoolean();
    private final Runnable wake;

    /** @param wake makes the agent's poll return; called from any thread, must not block */
    public Doorbell(final Runnable wake) {
        this.wake = wake;
    }

    /** Agent: about to sleep. */
    public void arm() {
        armed.set(true);
    }

    /** Agent: awake again. */
    public void disarm() {
        armed.set(false);
    }

    /** Any thread: something was published. */
    public void ring() {
        if (armed.get() && armed.compareAndSet(true, false)) {
            wake.run();
        }
    }
}
