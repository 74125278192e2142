package org.gatun.engine.service.cmap;

import java.util.function.Supplier;
import org.gatun.engine.config.Tracker;
import org.gatun.engine.config.Value;
import org.gatun.ipc.message.CsError;

/** One of the maps that a client can choose, as clients may use it. One thread. */
interface ClientMap {
    /** The value, {@code null} if there is none. */
    Value get(String key);

    /** Sets a key; a {@code null} value is one whose type and length do not agree. */
    CsError set(String key, Value value);

    CsError delete(String key);

    CsError adjust(String key, int step);

    /** Gives the keys that start with {@code prefix} one by one in the order of bytes, then {@code null}. */
    Supplier<String> iterate(String prefix);

    /** The length that an iteration tells of a value. */
    int listedLength(Value value);

    /** Tracks a key or prefix; {@code null} where {@link #trackError} says why not. */
    AutoCloseable track(String key, int flags, Tracker tracker);

    /** Why these flags cannot be tracked. */
    CsError trackError(int flags);
}
