package org.gatun.tools.sam;

import org.gatun.natives.linux.Signals;

/**
 * What one run of the program leaves to the next.
 *
 * @param data what is stored
 * @param warnSignal the number of the warning signal
 * @param keys the keys as they stand in the engine's map, {@code null} if there are none
 */
record SamLegacy(byte[] data, int warnSignal, SamKeys keys) {
    /** Of none. */
    static final SamLegacy EMPTY = new SamLegacy(new byte[0], Signals.SIGTERM, null);

    /** There is no next one. */
    void discard() {
        if (keys != null) {
            keys.delete();
            keys.close();
        }
    }
}
