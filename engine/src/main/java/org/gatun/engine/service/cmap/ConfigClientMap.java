package org.gatun.engine.service.cmap;

import java.util.function.Supplier;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Tracker;
import org.gatun.engine.config.Value;
import org.gatun.ipc.message.CsError;

/** The node's keys, with the rules for clients. One thread. */
final class ConfigClientMap implements ClientMap {
    private final ConfigMap map;

    ConfigClientMap(final ConfigMap map) {
        this.map = map;
    }

    @Override
    public Value get(final String key) {
        return map.get(key);
    }

    @Override
    public CsError set(final String key, final Value value) {
        if (value == null) {
            return map.isReadOnly(key) ? CsError.ACCESS : CsError.INVALID_PARAM;
        }
        return map.setByClient(key, value);
    }

    @Override
    public CsError delete(final String key) {
        return map.deleteByClient(key);
    }

    @Override
    public CsError adjust(final String key, final int step) {
        return map.adjustByClient(key, step);
    }

    @Override
    public Supplier<String> iterate(final String prefix) {
        return map.iterate(prefix)::next;
    }

    @Override
    public int listedLength(final Value value) {
        return value.length();
    }

    @Override
    public AutoCloseable track(final String key, final int flags, final Tracker tracker) {
        return map.track(key, flags, tracker);
    }

    @Override
    public CsError trackError(final int flags) {
        return CsError.INVALID_PARAM;
    }
}
