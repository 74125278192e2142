package org.gatun.test.chaos;

import java.util.Locale;

/** What a run makes its hosts suffer. */
enum HostFault {
    LINKS_DISTURBED, ONE_WAY_CUT, PARTITION, ENGINE_KILLED, ENGINE_LEFT, ENGINE_STOPPED, PROCESSORS_BUSY, SMALL_HEAP, MEMORY_FULL, STATE_FULL,
    CLIENT_KILLED, CLIENT_LEFT, CLIENT_STOPPED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
