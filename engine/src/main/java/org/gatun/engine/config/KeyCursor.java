package org.gatun.engine.config;

import java.util.TreeMap;

/** A walk over the keys of a {@link ConfigMap}, which may change meanwhile. The map's thread. */
public final class KeyCursor {
    private final TreeMap<String, ?> entries;
    private final String prefix;
    private String last;

    KeyCursor(final TreeMap<String, ?> entries, final String prefix) {
        this.entries = entries;
        this.prefix = prefix;
    }

    /** The next key, {@code null} at the end. */
    public String next() {
        final String key = last == null ? entries.ceilingKey(prefix) : entries.higherKey(last);
        if (key == null || !key.startsWith(prefix)) {
            return null;
        }
        last = key;
        return key;
    }
}
