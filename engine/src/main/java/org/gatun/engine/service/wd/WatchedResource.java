package org.gatun.engine.service.wd;

import java.util.function.Consumer;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.Track;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.ResourceState;
import org.gatun.engine.service.ResourceState.Event;
import org.gatun.engine.service.ResourceState.State;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A resource under {@code resources.TYPE.NAME.}, from the moment when it has a key {@code state} until that is deleted. It fails when
 * the one who looks after it says so in {@code state}, or is more than half a period late with {@code last_updated}.
 *
 * <p>A {@code poll_period} counts when the resource is made, and not later, as in corosync. On the services' thread.
 */
final class WatchedResource {
    private static final Logger LOGGER = LoggerFactory.getLogger("WD");
    private static final long PERIOD_DEFAULT_MS = 6000;
    private static final long NANOS_PER_MS = 1_000_000;

    private final ConfigMap config;
    private final Timers timers;
    private final String path;
    private final String name;
    private final Consumer<String> onFailure;
    private final Timers.Timer check;
    private final ResourceState state;
    private Track track;
    private long periodMs = PERIOD_DEFAULT_MS;
    private String recovery;

    /**
     * @param path with the dot at its end
     * @param onFailure is given the recovery
     */
    WatchedResource(final ServiceContext context, final String path, final String name, final Consumer<String> onFailure) {
        this.config = context.config();
        this.timers = context.timers();
        this.path = path;
        this.name = name;
        this.onFailure = onFailure;
        this.check = timers.create(this::check);
        this.state = new ResourceState(LOGGER, name);
    }

    /** Begins to watch; {@code false} if that waits for more keys. */
    boolean start() {
        final Value period = config.get(path + "poll_period");
        if (period == null || period.type() != ValueType.U64) {
            config.put(path + "poll_period", Value.ofU64(periodMs));
        } else if (state.isPeriod(period.asLong())) {
            periodMs = period.asLong();
        }
        track = config.track(path, ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_PREFIX,
            (key, event, newValue, oldValue) -> onChange(key.substring(key.lastIndexOf('.') + 1), event));
        if (!hasKeys()) {
            return false;
        }
        // Whoever looks after it gets time to begin.
        check.start(Math.max(2 * periodMs, PERIOD_DEFAULT_MS) * NANOS_PER_MS);
        state.enter(State.RUNNING, Event.CONFIG_CHANGED);
        return true;
    }

    private boolean hasKeys() {
        recovery = config.getString(path + "recovery");
        if (recovery == null) {
            LOGGER.warn("resource {} missing a recovery key.", name);
            return false;
        }
        if (config.getString(path + "state") == null) {
            LOGGER.warn("resource {} missing a state key.", name);
            return false;
        }
        return true;
    }

    private void onChange(final String key, final int event) {
        if (event == ConfigMap.TRACK_DELETE) {
            if (key.equals("state")) {
                LOGGER.warn("resource \"{}\" deleted from cmap!", name);
                track.close();
                check.remove();
            }
        } else if (!key.equals("last_updated") && !key.equals("current")) {
            keysChanged();
        }
    }

    private void keysChanged() {
        if (!hasKeys()) {
            state.enter(State.STOPPED, Event.CONFIG_CHANGED);
            return;
        }
        check.cancel();
        if (config.getString(path + "state").equals(State.STOPPED.word())) {
            state.enter(State.STOPPED, Event.CONFIG_CHANGED);
        } else {
            check.start(periodMs * NANOS_PER_MS);
            state.enter(State.RUNNING, Event.CONFIG_CHANGED);
        }
    }

    private void check() {
        if (isInOrder()) {
            check.start(periodMs * NANOS_PER_MS);
        } else if (state.get() == State.RUNNING) {
            LOGGER.error(LogMarkers.CRIT, "{} resource \"{}\" failed!", recovery, name);
            onFailure.accept(recovery);
            state.enter(State.FAILED, Event.FAILURE);
        }
    }

    private boolean isInOrder() {
        final Value updated = config.get(path + "last_updated");
        final String word = config.getString(path + "state");
        if (updated == null || updated.type() != ValueType.U64 || word == null || word.equals("disabled")) {
            return false;
        }
        if (updated.asLong() == 0) {
            return true;
        }
        final long lateNs = timers.nowNs() - updated.asLong() - periodMs * NANOS_PER_MS * 3 / 2;
        if (lateNs > 0) {
            LOGGER.error("last_updated {} ms too late, period:{}.", lateNs / NANOS_PER_MS, periodMs);
            return false;
        }
        return !word.equals(State.FAILED.word());
    }
}
