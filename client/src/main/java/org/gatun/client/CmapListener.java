package org.gatun.client;

/** Changes of tracked keys. Called inside {@link Cmap#dispatch}; may call every other method but {@code close}. */
public interface CmapListener {
    /** What became of a key. */
    enum Change {
        DELETED,
        MODIFIED,
        ADDED
    }

    /**
     * A key was changed.
     *
     * @param newValue {@code null} if there is none
     * @param oldValue {@code null} if there was none, or it is not told: for the engine's own counters
     */
    void changed(Change change, String key, CmapValue newValue, CmapValue oldValue);
}
