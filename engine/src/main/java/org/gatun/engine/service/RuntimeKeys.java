package org.gatun.engine.service;

import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Track;
import org.gatun.engine.config.Value;
import org.gatun.engine.totem.Groups;

/** Keys by which a client makes the engine do something. One thread. */
final class RuntimeKeys implements AutoCloseable {
    private static final String FORCE_GATHER = "runtime.force_gather";
    private static final Value NO = Value.ofString("no");

    private final ConfigMap config;
    private final Groups groups;
    private final Track forceGather;

    RuntimeKeys(final ConfigMap config, final Groups groups) {
        this.config = config;
        this.groups = groups;
        config.put("runtime.blackbox.dump_flight_data", NO);
        config.put("runtime.blackbox.dump_state", NO);
        config.put(FORCE_GATHER, NO);
        forceGather = config.track(FORCE_GATHER, ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY,
            (key, event, newValue, oldValue) -> onForceGather(newValue));
    }

    @Override
    public void close() {
        forceGather.close();
    }

    private void onForceGather(final Value value) {
        if (!value.equals(NO)) {
            config.put(FORCE_GATHER, NO);
            groups.forceGather();
        }
    }
}
