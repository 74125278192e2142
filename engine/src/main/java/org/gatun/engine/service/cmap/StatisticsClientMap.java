package org.gatun.engine.service.cmap;

import java.util.function.Supplier;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Tracker;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.ipc.message.CsError;

/** The statistics, with the rules for clients. One thread. */
final class StatisticsClientMap implements ClientMap {
    private static final int TRACK_ALL = ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_MODIFY
        | ConfigMap.TRACK_PREFIX;

    private final StatisticsMap map;

    StatisticsClientMap(final StatisticsMap map) {
        this.map = map;
    }

    @Override
    public Value get(final String key) {
        return map.get(key);
    }

    @Override
    public CsError set(final String key, final Value value) {
        return map.set(key);
    }

    @Override
    public CsError delete(final String key) {
        return map.refuseChange(key);
    }

    @Override
    public CsError adjust(final String key, final int step) {
        return map.refuseChange(key);
    }

    @Override
    public Supplier<String> iterate(final String prefix) {
        return map.iterate(prefix);
    }

    /** The length of text is known only when it is read. */
    @Override
    public int listedLength(final Value value) {
        return value.type() == ValueType.STR ? 0 : value.length();
    }

    @Override
    public AutoCloseable track(final String key, final int flags, final Tracker tracker) {
        return (flags & ~TRACK_ALL) != 0 ? null : map.track(key, flags, tracker);
    }

    @Override
    public CsError trackError(final int flags) {
        return (flags & ~TRACK_ALL) != 0 ? CsError.INVALID_PARAM : CsError.NOT_SUPPORTED;
    }
}
