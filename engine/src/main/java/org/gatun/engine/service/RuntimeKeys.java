package org.gatun.engine.service;

import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Track;
import org.gatun.engine.config.Tracker;
import org.gatun.engine.config.Value;
import org.gatun.engine.totem.Groups;

/** Keys by which a client makes the engine do something. One thread. */
final class RuntimeKeys implements AutoCloseable {
    private static final String DUMP_FLIGHT_DATA = "runtime.blackbox.dump_flight_data";
    private static final String DUMP_STATE = "runtime.blackbox.dump_state";
    private static final String FORCE_GATHER = "runtime.force_gather";
    private static final Value NO = Value.ofString("no");

    private final ConfigMap config;
    private final Groups groups;
    private final List<Track> tracks = new ArrayList<>();

    RuntimeKeys(final ConfigMap config, final Groups groups, final EngineControl control) {
        this.config = config;
        this.groups = groups;
        final int changes = ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY;
        // Any change of these two does it, and they keep what they were set to.
        add(DUMP_FLIGHT_DATA, changes | ConfigMap.TRACK_DELETE, (key, event, newValue, oldValue) -> control.dumpFlightData());
        add(DUMP_STATE, changes | ConfigMap.TRACK_DELETE, (key, event, newValue, oldValue) -> control.dumpState());
        add(FORCE_GATHER, changes, (key, event, newValue, oldValue) -> onForceGather(newValue));
    }

    private void add(final String key, final int events, final Tracker tracker) {
        config.put(key, NO);
        tracks.add(config.track(key, events, tracker));
    }

    @Override
    public void close() {
        tracks.forEach(Track::close);
    }

    private void onForceGather(final Value value) {
        if (!value.equals(NO)) {
            config.put(FORCE_GATHER, NO);
            groups.forceGather();
        }
    }
}
