package org.gatun.test.interop;

/**
 * What each node sends in a test of order and completeness. The system property {@code gatun.load} scales the counts, in percent
 * of the full load (100: 20,000 small messages, 500 fragmented ones and 20 of 1 MiB from each node).
 */
record Load(int small, int medium, int large) {
    private static final int SMALL_MAX = 1400;
    private static final int MEDIUM_MAX = 64 * 1024;
    private static final int LARGE = 1024 * 1024;

    /** {@code percent} of the full load, scaled by the property. */
    static Load of(final int percent) {
        final int scale = percent * Integer.getInteger("gatun.load", 100) / 100;
        return new Load(Math.max(1, 20_000 * scale / 100), Math.max(1, 500 * scale / 100), Math.max(1, 20 * scale / 100));
    }

    int count() {
        return small + medium + large;
    }

    /** The kinds for the recorder's send command. */
    String kinds() {
        return small + ":1:" + SMALL_MAX + " " + medium + ":" + (SMALL_MAX + 1) + ":" + MEDIUM_MAX + " " + large + ":" + LARGE + ":"
            + LARGE;
    }
}
