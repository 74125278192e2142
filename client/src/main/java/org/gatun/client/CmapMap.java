package org.gatun.client;

import org.gatun.ipc.message.CmapMessages;

/** The maps of an engine. */
public enum CmapMap {
    /** Configuration and run-time state. */
    ICMAP(CmapMessages.MAP_ICMAP),
    /** Statistics, computed when they are read. */
    STATS(CmapMessages.MAP_STATS);

    private final int number;

    CmapMap(final int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
