package org.gatun.engine.config;

/**
 * A {@code u64} key that the engine counts in place: a bump allocates nothing unless somebody tracks the key. The map's thread.
 *
 * <p>It counts on unseen if its key is deleted or overwritten through the map.
 */
public final class Counter {
    private final ConfigMap map;
    private final String key;
    private long value;
    private boolean tracked;

    Counter(final ConfigMap map, final String key, final long value) {
        this.map = map;
        this.key = key;
        this.value = value;
    }

    public String key() {
        return key;
    }

    public long get() {
        return value;
    }

    public void increment() {
        add(1);
    }

    public void add(final long step) {
        value += step;
        if (tracked && step != 0) {
            map.notifyTracks(key, ConfigMap.TRACK_MODIFY, Value.ofU64(value), null);
        }
    }

    void tracked(final boolean isTracked) {
        tracked = isTracked;
    }
}
