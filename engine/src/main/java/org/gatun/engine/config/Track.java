package org.gatun.engine.config;

/** One tracking request on a {@link ConfigMap}. Ends with {@link #close()}. The map's thread. */
public final class Track implements AutoCloseable {
    private final ConfigMap map;
    private final String key;
    private final int flags;
    private final Tracker tracker;
    private boolean open = true;

    Track(final ConfigMap map, final String key, final int flags, final Tracker tracker) {
        this.map = map;
        this.key = key;
        this.flags = flags;
        this.tracker = tracker;
    }

    String key() {
        return key;
    }

    /** Stops tracking; nothing more is reported, not even of the change in progress. Idempotent. */
    @Override
    public void close() {
        if (open) {
            open = false;
            map.remove(this);
        }
    }

    boolean matches(final String changed, final int event) {
        return open && (flags & event) != 0
            && ((flags & ConfigMap.TRACK_PREFIX) != 0 ? changed.startsWith(key) : changed.equals(key));
    }

    void report(final String changed, final int event, final Value newValue, final Value oldValue) {
        tracker.onChange(changed, event, newValue, oldValue);
    }
}
