package org.gatun.engine.service.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Tracker;
import org.gatun.engine.config.Value;
import org.gatun.ipc.message.CsError;

/**
 * Keys whose values are computed when they are asked for. The owners of the figures add and remove keys; clients read, track and clear.
 *
 * <p>Added and removed keys are reported at once to trackers of a prefix; changes of a single key are found by {@link #poll()}. One
 * thread: values are asked for on it, so a figure of another thread must be safe to read from here.
 */
public final class StatisticsMap {
    /** The key under which clients clear counters. */
    private static final String CLEAR = "stats.clear.";
    private static final String CLEAR_ALL = CLEAR + "all";

    private final TreeMap<String, Supplier<Value>> entries = new TreeMap<>();
    private final TreeMap<String, Runnable> clearers = new TreeMap<>();
    private final List<Tracking> trackings = new ArrayList<>();

    /** One tracking request; ends with {@link #close()}. */
    public final class Tracking implements AutoCloseable {
        private final String key;
        private final int flags;
        private final Tracker tracker;
        private Value last;

        private Tracking(final String key, final int flags, final Tracker tracker) {
            this.key = key;
            this.flags = flags;
            this.tracker = tracker;
            this.last = get(key);
        }

        private boolean wants(final int event) {
            return (flags & event) != 0;
        }

        private boolean isPrefixOf(final String changed) {
            return wants(ConfigMap.TRACK_PREFIX) ? changed.startsWith(key) : changed.equals(key);
        }

        private void poll() {
            final Value now = get(key);
            if (now != null && !now.equals(last)) {
                last = now;
                tracker.onChange(key, ConfigMap.TRACK_MODIFY, now, now);
            }
        }

        @Override
        public void close() {
            trackings.remove(this);
        }
    }

    /** An empty map. */
    public StatisticsMap() {
        for (final String section : List.of("knet", "ipc", "totem", "schedmiss")) {
            clearers.put(CLEAR + section, () -> { });
        }
    }

    /** Adds a key, or gives it another source. */
    public void add(final String key, final Supplier<Value> source) {
        entries.put(key, source);
        report(key, ConfigMap.TRACK_ADD, source);
    }

    /** Removes a key, if it is there. */
    public void remove(final String key) {
        final Supplier<Value> source = entries.remove(key);
        if (source != null) {
            report(key, ConfigMap.TRACK_DELETE, source);
        }
    }

    /** As {@link #add}, for a key that comes unseen by trackers of a prefix. */
    public void addUntracked(final String key, final Supplier<Value> source) {
        entries.put(key, source);
    }

    /** Removes a key that came unseen. */
    public void removeUntracked(final String key) {
        entries.remove(key);
    }

    /** Says how the counters of one section are cleared: {@code knet}, {@code ipc}, {@code totem} or {@code schedmiss}. */
    public void onClear(final String section, final Runnable action) {
        clearers.put(CLEAR + section, action);
    }

    /** The value now, {@code null} if there is none. */
    public Value get(final String key) {
        final Supplier<Value> source = entries.get(key);
        return source == null ? null : source.get();
    }

    /** Gives the keys that start with {@code prefix} one by one in the order of bytes, then {@code null}; the map may change meanwhile. */
    public Supplier<String> iterate(final String prefix) {
        return new Supplier<>() {
            private String last;

            @Override
            public String get() {
                final String key = last == null ? entries.ceilingKey(prefix) : entries.higherKey(last);
                if (key == null || !key.startsWith(prefix)) {
                    return null;
                }
                last = key;
                return key;
            }
        };
    }

    /** A client sets a key: only those under {@code stats.clear.} can be. */
    public CsError set(final String key) {
        if (!key.startsWith(CLEAR)) {
            return CsError.ACCESS;
        }
        boolean known = key.startsWith(CLEAR_ALL);
        for (final Map.Entry<String, Runnable> clearer : clearers.entrySet()) {
            if (key.startsWith(CLEAR_ALL) || key.startsWith(clearer.getKey())) {
                clearer.getValue().run();
                known = true;
            }
        }
        return known ? CsError.OK : CsError.NOT_SUPPORTED;
    }

    /** What a client's attempt to delete or adjust a key comes to. */
    public CsError refuseChange(final String key) {
        return key.startsWith(CLEAR) ? CsError.NOT_SUPPORTED : CsError.ACCESS;
    }

    /**
     * Tracks a key or a prefix.
     *
     * @param flags the {@code TRACK_…} bits of {@link ConfigMap}; a prefix needs both ADD and DELETE, and gets no changes of values
     * @return {@code null} if that is not supported
     */
    public Tracking track(final String key, final int flags, final Tracker tracker) {
        final int both = ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE;
        if ((flags & ConfigMap.TRACK_PREFIX) != 0 && (flags & both) != both) {
            return null;
        }
        final Tracking tracking = new Tracking(key, flags, tracker);
        trackings.add(tracking);
        return tracking;
    }

    /** Reports the tracked values that differ from those reported before. To be called every 1.5 seconds. */
    public void poll() {
        for (final Tracking tracking : List.copyOf(trackings)) {
            if (isPolled(tracking)) {
                tracking.poll();
            }
        }
    }

    private static boolean isPolled(final Tracking tracking) {
        return tracking.wants(ConfigMap.TRACK_MODIFY) && !tracking.wants(ConfigMap.TRACK_PREFIX);
    }

    private void report(final String key, final int event, final Supplier<Value> source) {
        for (final Tracking tracking : List.copyOf(trackings)) {
            if (tracking.wants(event) && tracking.isPrefixOf(key)) {
                final Value now = source.get();
                tracking.tracker.onChange(key, event, now, now);
            }
        }
    }
}
