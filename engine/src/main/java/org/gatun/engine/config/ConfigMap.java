package org.gatun.engine.config;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.gatun.ipc.message.CsError;

/**
 * The typed key/value map of a node: configuration, run-time state and counters (corosync's icmap). Keys are 3..255 characters of
 * {@code a-z A-Z 0-9 . _ - / :}, values at most 16384 bytes.
 *
 * <p>The {@code …ByClient} calls obey the read-only rules; the others are for the engine. Changes are reported to the tracks that
 * match before the call returns; setting an equal value (type and bytes) is no change. Single-threaded.
 */
public final class ConfigMap {
    /** The key was deleted. */
    public static final int TRACK_DELETE = 1;
    /** The value or its type changed. */
    public static final int TRACK_MODIFY = 2;
    /** The key is new. */
    public static final int TRACK_ADD = 4;
    /** The tracked name is a prefix. */
    public static final int TRACK_PREFIX = 8;

    /** Bytes of the shortest key. */
    public static final int KEY_LENGTH_MIN = 3;
    /** Bytes of the longest key. */
    public static final int KEY_LENGTH_MAX = 255;
    /** Bytes of the longest value. */
    public static final int VALUE_LENGTH_MAX = 16384;
    /** Longest text in bytes, its zero byte counted. */
    public static final int TEXT_LENGTH_MAX = VALUE_LENGTH_MAX + 1;

    private static final int TRACK_ALL = TRACK_DELETE | TRACK_MODIFY | TRACK_ADD | TRACK_PREFIX;
    private static final Track[] NO_TRACKS = {};

    /** The values are {@link Value} or {@link Counter}; ASCII keys, so the natural order is the order of bytes. */
    private final TreeMap<String, Object> entries = new TreeMap<>();
    private final ReadOnlyKeys readOnly = new ReadOnlyKeys();
    /** Replaced at each change, so that a walk is not disturbed by trackers that come and go. */
    private Track[] tracks = NO_TRACKS;

    /** An empty map with the read-only rules that every node has. */
    public ConfigMap() {
    }

    /** The value, {@code null} if there is none. */
    public Value get(final String key) {
        return materialise(entries.get(key));
    }

    /** The text of a {@code str} key, {@code null} if it is missing or of another type. */
    public String getString(final String key) {
        final Value value = get(key);
        return value != null && value.type() == ValueType.STR ? value.asString() : null;
    }

    /** The number of an integer key, {@code otherwise} if it is missing or not of exactly this type. */
    public long getInteger(final ValueType type, final String key, final long otherwise) {
        final Value value = get(key);
        return value != null && value.type() == type ? value.asLong() : otherwise;
    }

    /** {@link #getInteger} of a {@code u8}. */
    public int getU8(final String key, final int otherwise) {
        return (int)getInteger(ValueType.U8, key, otherwise);
    }

    /** {@link #getInteger} of a {@code u16}. */
    public int getU16(final String key, final int otherwise) {
        return (int)getInteger(ValueType.U16, key, otherwise);
    }

    /** {@link #getInteger} of a {@code u32}, 0..2^32-1. */
    public long getU32(final String key, final long otherwise) {
        return getInteger(ValueType.U32, key, otherwise);
    }

    /** {@link #getInteger} of a {@code u64}, as its bits. */
    public long getU64(final String key, final long otherwise) {
        return getInteger(ValueType.U64, key, otherwise);
    }

    /**
     * Sets a key, creating it if need be; the type may change.
     *
     * @return {@code OK}; {@code NAME_TOO_LONG} for a new key that is too short, too long or has other characters; {@code
     *     INVALID_PARAM} for a value that is too long
     */
    public CsError set(final String key, final Value value) {
        if (value.length() > (value.type() == ValueType.STR ? TEXT_LENGTH_MAX : VALUE_LENGTH_MAX)) {
            return CsError.INVALID_PARAM;
        }
        final Object before = entries.get(key);
        if (before == null) {
            if (!isValidKey(key)) {
                return CsError.NAME_TOO_LONG;
            }
            entries.put(key, value);
            notifyTracks(key, TRACK_ADD, value, null);
            return CsError.OK;
        }
        final Value old = materialise(before);
        if (!old.equals(value)) {
            entries.put(key, value);
            notifyTracks(key, TRACK_MODIFY, value, old);
        }
        return CsError.OK;
    }

    /**
     * {@link #set} for keys of the engine's own making.
     *
     * @throws IllegalArgumentException where {@code set} would return an error
     */
    public void put(final String key, final Value value) {
        final CsError error = set(key, value);
        if (error != CsError.OK) {
            throw new IllegalArgumentException("cannot store: key=" + key + ", value=" + value + ", error=" + error.symbol());
        }
    }

    /** As {@link #set}, but {@code ACCESS} for a read-only key. */
    public CsError setByClient(final String key, final Value value) {
        return readOnly.contains(key) ? CsError.ACCESS : set(key, value);
    }

    /** {@code OK}, or {@code NOT_EXIST}. */
    public CsError delete(final String key) {
        final Object before = entries.remove(key);
        if (before == null) {
            return CsError.NOT_EXIST;
        }
        if (before instanceof final Counter counter) {
            counter.tracked(false);
        }
        notifyTracks(key, TRACK_DELETE, null, materialise(before));
        return CsError.OK;
    }

    /** As {@link #delete}, but {@code ACCESS} for a read-only key. */
    public CsError deleteByClient(final String key) {
        return readOnly.contains(key) ? CsError.ACCESS : delete(key);
    }

    /** Deletes all keys that start with {@code prefix}, each with its event. */
    public void deletePrefix(final String prefix) {
        final KeyCursor cursor = iterate(prefix);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            delete(key);
        }
    }

    /**
     * Adds {@code step} to an integer, modulo its width. A step of 0 changes nothing.
     *
     * @return {@code OK}, {@code NOT_EXIST}, or {@code INVALID_PARAM} if the key is not an integer
     */
    public CsError adjust(final String key, final int step) {
        final Object entry = entries.get(key);
        if (entry == null) {
            return CsError.NOT_EXIST;
        }
        if (entry instanceof final Counter counter) {
            counter.add(step);
            return CsError.OK;
        }
        final Value value = (Value)entry;
        if (!value.type().isInteger()) {
            return CsError.INVALID_PARAM;
        }
        return set(key, Value.ofInteger(value.type(), value.asLong() + step));
    }

    /** As {@link #adjust}, but {@code ACCESS} for a read-only key. */
    public CsError adjustByClient(final String key, final int step) {
        return readOnly.contains(key) ? CsError.ACCESS : adjust(key, step);
    }

    /** A counter on a {@code u64} key, which keeps its value if it has one of that type, and is made with 0 (and an event) if not. */
    public Counter counter(final String key) {
        final Object before = entries.get(key);
        if (before instanceof final Counter counter) {
            return counter;
        }
        if (before == null || ((Value)before).type() != ValueType.U64) {
            put(key, Value.ofU64(0));
        }
        final Counter counter = new Counter(this, key, get(key).asLong());
        entries.put(key, counter);
        counter.tracked(isTracked(key));
        return counter;
    }

    /** Walks the keys that start with {@code prefix} in ascending order of bytes; an empty prefix means all. */
    public KeyCursor iterate(final String prefix) {
        return new KeyCursor(entries, prefix);
    }

    public int size() {
        return entries.size();
    }

    /**
     * Reports changes from now on. Of one change the tracks of longer keys hear first; of the same key those of the key alone, the newer
     * before the older, and then those of the prefix, the older before the newer; of all keys the newer. (libqb's trie keeps them so.)
     *
     * @param key the key, which need not exist, or the prefix; empty with {@link #TRACK_PREFIX} for all keys
     * @param flags {@code TRACK_…} bits
     * @return {@code null} if {@code flags} has other bits (the answer is then {@code CS_ERR_INVALID_PARAM})
     */
    public Track track(final String key, final int flags, final Tracker tracker) {
        if ((flags & ~TRACK_ALL) != 0) {
            return null;
        }
        final Track track = new Track(this, key, flags, tracker);
        int position = 0;
        // Keys of one length that begin a changed one are the same.
        final int behind = key.isEmpty() || (flags & TRACK_PREFIX) == 0 ? key.length() + 1 : key.length();
        while (position < tracks.length && tracks[position].key().length() >= behind) {
            position++;
        }
        final Track[] more = Arrays.copyOf(tracks, tracks.length + 1);
        System.arraycopy(tracks, position, more, position + 1, tracks.length - position);
        more[position] = track;
        tracks = more;
        refreshCounters();
        return track;
    }

    void remove(final Track track) {
        final Track[] fewer = new Track[tracks.length - 1];
        int n = 0;
        for (final Track other : tracks) {
            if (other != track) {
                fewer[n++] = other;
            }
        }
        tracks = fewer;
        refreshCounters();
    }

    /** Makes one key read-only for clients. */
    public void readOnlyKey(final String key) {
        readOnly.addKey(key);
    }

    public boolean isReadOnly(final String key) {
        return readOnly.contains(key);
    }

    /** True if a key of this name can be created. */
    public static boolean isValidKey(final String key) {
        final int length = key.length();
        if (length < KEY_LENGTH_MIN || length > KEY_LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            final char c = key.charAt(i);
            final boolean valid = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || c == '.' || c == '_' || c == '-' || c == '/' || c == ':';
            if (!valid) {
                return false;
            }
        }
        return true;
    }

    void notifyTracks(final String key, final int event, final Value newValue, final Value oldValue) {
        for (final Track track : tracks) {
            if (track.matches(key, event)) {
                track.report(key, event, newValue, oldValue);
            }
        }
    }

    private boolean isTracked(final String key) {
        for (final Track track : tracks) {
            if (track.matches(key, TRACK_MODIFY)) {
                return true;
            }
        }
        return false;
    }

    private void refreshCounters() {
        for (final Map.Entry<String, Object> entry : entries.entrySet()) {
            if (entry.getValue() instanceof final Counter counter) {
                counter.tracked(isTracked(entry.getKey()));
            }
        }
    }

    private static Value materialise(final Object entry) {
        return entry instanceof final Counter counter ? Value.ofU64(counter.get()) : (Value)entry;
    }
}
