package org.gatun.engine.service;

import org.slf4j.Logger;

/** The state of a watched resource, and which periods it may be looked at in; what changes or is refused is logged. One thread. */
public final class ResourceState {
    /** What a resource is. */
    public enum State {
        /** Not watched. */
        STOPPED("stopped"),
        /** Watched and in order. */
        RUNNING("running"),
        /** Beyond its limit, or silent. */
        FAILED("failed");

        private final String word;

        State(final String word) {
            this.word = word;
        }

        /** The word in keys and in the log. */
        public String word() {
            return word;
        }
    }

    /** Why a state changes. */
    public enum Event {
        /** A key of the resource is another. */
        CONFIG_CHANGED("config_changed"),
        /** The resource was found wrong. */
        FAILURE("failure");

        private final String word;

        Event(final String word) {
            this.word = word;
        }
    }

    private static final long PERIOD_MIN_MS = 500;
    private static final long PERIOD_MAX_MS = 120_000;

    private final Logger logger;
    private final String name;
    private State state = State.STOPPED;

    /** {@link State#STOPPED}. */
    public ResourceState(final Logger logger, final String name) {
        this.logger = logger;
        this.name = name;
    }

    public State get() {
        return state;
    }

    /** Whether a {@code poll_period} can be used: 500..120000. */
    public boolean isPeriod(final long ms) {
        if (ms >= PERIOD_MIN_MS && ms <= PERIOD_MAX_MS) {
            return true;
        }
        logger.warn("Could NOT use poll_period:{} ms for resource {}", Long.toUnsignedString(ms), name);
        return false;
    }

    /** Goes to a state; whether that is another. */
    public boolean enter(final State next, final Event why) {
        if (next == state) {
            return false;
        }
        logger.info("Fsm:{} event \"{}\", state \"{}\" --> \"{}\"", name, why.word, state.word, next.word);
        state = next;
        return true;
    }
}
