package org.gatun.engine.service;

import java.util.ArrayList;
import java.util.List;

/**
 * The timers of the services: few, seldom made, started and stopped without allocation. One thread; time is what {@link #advance} is
 * given.
 */
public final class Timers {
    private final List<Timer> timers = new ArrayList<>();
    private long nowNs;

    /** No timers yet; time 0. */
    public Timers() {
    }

    /** One timer; fires once per start. */
    public final class Timer {
        private final Runnable action;
        private boolean running;
        private long deadlineNs;

        private Timer(final Runnable action) {
            this.action = action;
        }

        /** Starts it, anew if it runs. */
        public void start(final long delayNs) {
            deadlineNs = nowNs + delayNs;
            running = true;
        }

        public void cancel() {
            running = false;
        }

        /** Cancels it for good; it must not be used any more. */
        public void remove() {
            cancel();
            timers.remove(this);
        }

        public boolean isRunning() {
            return running;
        }

        private boolean isDue() {
            return running && deadlineNs - nowNs <= 0;
        }
    }

    /** Makes a timer, stopped. It lives as long as this object, or until it is removed. */
    public Timer create(final Runnable action) {
        final Timer timer = new Timer(action);
        timers.add(timer);
        return timer;
    }

    /** The time of the last {@link #advance}. */
    public long nowNs() {
        return nowNs;
    }

    /** Moves the time on and fires what is due; the number of timers fired. */
    public int advance(final long toNs) {
        nowNs = toNs;
        int fired = 0;
        // An action may make and remove timers; one that is missed for that comes at the next call.
        for (int i = 0; i < timers.size(); i++) {
            final Timer timer = timers.get(i);
            if (timer.isDue()) {
                timer.running = false;
                timer.action.run();
                fired++;
            }
        }
        return fired;
    }

    /** The next deadline, {@link Long#MAX_VALUE} if no timer runs. */
    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        boolean any = false;
        for (int i = 0; i < timers.size(); i++) {
            final Timer timer = timers.get(i);
            if (timer.running && (!any || timer.deadlineNs - next < 0)) {
                next = timer.deadlineNs;
                any = true;
            }
        }
        return next;
    }
}
