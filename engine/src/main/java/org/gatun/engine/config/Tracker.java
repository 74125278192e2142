package org.gatun.engine.config;

/** Told of changes of a {@link ConfigMap} that it tracks, on the map's thread, synchronously with the change. */
@FunctionalInterface
public interface Tracker {
    /**
     * A key was added, modified or deleted. The map already has the new state; it may be changed from here.
     *
     * @param event {@link ConfigMap#TRACK_DELETE}, {@link ConfigMap#TRACK_MODIFY} or {@link ConfigMap#TRACK_ADD}
     * @param newValue {@code null} if deleted
     * @param oldValue {@code null} if added, and for counters that the engine bumps in place
     */
    void onChange(String key, int event, Value newValue, Value oldValue);
}
