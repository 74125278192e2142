package org.gatun.tools.sam;

/**
 * What one run of the program leaves to the next.
 *
 * @param data what is stored
 * @param keys the keys as they stand in the engine's map, {@code null} if there are none
 */
record SamLegacy(byte[] data, SamKeys keys) {
    /** Of none. */
    static final SamLegacy EMPTY = new SamLegacy(new byte[0], null);

    /** There is no next one. */
    void discard() {
        if (keys != null) {
            keys.delete();
            keys.close();
        }
    }
}
