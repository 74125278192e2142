package org.gatun.engine.runtime;

import java.util.concurrent.ThreadLocalRandom;

/** The random numbers that the ring asks for. */
final class Randoms {
    private Randoms() {
    }

    /** A number from 0 to {@code limit}. */
    static int upTo(final int limit) {
        return ThreadLocalRandom.current().nextInt(limit + 1);
    }
}
