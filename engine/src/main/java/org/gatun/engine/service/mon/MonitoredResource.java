package org.gatun.engine.service.mon;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.LeadingNumbers;
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
 * One resource: measured from the moment when the key {@code max} holds a number, and failed from the first measurement above it
 * until a key of it changes.
 *
 * <table><caption>Keys under {@code resources.system.NAME.}</caption>
 * <tr><td>{@code max}</td><td>text, set by the user: the limit</td></tr>
 * <tr><td>{@code poll_period}</td><td>ms, 500..120000, counts only as text; made as u64 3000</td></tr>
 * <tr><td>{@code current}</td><td>the last measurement</td></tr>
 * <tr><td>{@code last_updated}</td><td>u64, ns of CLOCK_MONOTONIC, 0 before the first</td></tr>
 * <tr><td>{@code state}</td><td>text: {@code stopped}, {@code running}, {@code failed}</td></tr>
 * </table>
 *
 * <p>What counts and what does not, a deleted limit that stays in force among it, is as in corosync. On the services' thread.
 */
final class MonitoredResource {
    private static final Logger LOGGER = LoggerFactory.getLogger("MON");
    private static final long PERIOD_DEFAULT_MS = 3000;
    private static final long NANOS_PER_MS = 1_000_000;

    private final Gauge gauge;
    private final ConfigMap config;
    private final Timers timers;
    private final String path;
    private final Timers.Timer poll;
    private final ResourceState state;
    private long periodMs = PERIOD_DEFAULT_MS;
    private double limit = Integer.MAX_VALUE;

    MonitoredResource(final Gauge gauge, final ServiceContext context) {
        this.gauge = gauge;
        this.config = context.config();
        this.timers = context.timers();
        this.path = "resources.system." + gauge.name() + '.';
        this.poll = timers.create(this::measure);
        this.state = new ResourceState(LOGGER, gauge.name());
    }

    /** Makes the keys and begins. */
    void start() {
        config.put(path + "current", gauge.initial());
        config.put(path + "last_updated", Value.ofU64(0));
        config.put(path + "state", Value.ofString(State.STOPPED.word()));
        final String period = config.getString(path + "poll_period");
        final OptionalLong number = period == null ? OptionalLong.empty() : LeadingNumbers.integer(period);
        if (number.isEmpty()) {
            config.put(path + "poll_period", Value.ofU64(periodMs));
        } else if (state.isPeriod(number.getAsLong())) {
            periodMs = number.getAsLong();
        }
        keysChanged(config.getString(path + "poll_period"), config.getString(path + "max"));
        config.track(path, ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_PREFIX,
            this::onChange);
    }

    private void onChange(final String key, final int event, final Value newValue, final Value oldValue) {
        final String name = key.substring(key.lastIndexOf('.') + 1);
        final String period = config.getString(path + "poll_period");
        final String max = config.getString(path + "max");
        if (event == ConfigMap.TRACK_DELETE) {
            LOGGER.warn("resource \"{}\" deleted from cmap!", gauge.name());
            // Corosync tells of a deletion while the key is still there.
            keysChanged(name.equals("poll_period") ? text(oldValue) : period, name.equals("max") ? text(oldValue) : max);
        } else if (event == ConfigMap.TRACK_MODIFY && (name.equals("max") || name.equals("poll_period"))) {
            keysChanged(period, max);
        }
    }

    private static String text(final Value value) {
        return value.type() == ValueType.STR ? value.asString() : null;
    }

    private void keysChanged(final String period, final String max) {
        if (period != null) {
            usePeriod(period);
        }
        poll.cancel();
        if (max == null) {
            return;
        }
        final OptionalDouble number = gauge.limit(max);
        limit = number.orElse(Integer.MAX_VALUE);
        enter(number.isPresent() ? State.RUNNING : State.STOPPED, Event.CONFIG_CHANGED);
        if (number.isPresent()) {
            // At once, as the period may be shorter now.
            measure();
        }
    }

    private void usePeriod(final String text) {
        final OptionalLong number = LeadingNumbers.integer(text);
        if (number.isEmpty()) {
            LOGGER.warn("Could NOT use poll_period: {} (not uint64 type) for resource {}", text, gauge.name());
        } else if (state.isPeriod(number.getAsLong())) {
            LOGGER.debug("poll_period changing from:{} to {}.", periodMs, number.getAsLong());
            periodMs = number.getAsLong();
        }
    }

    private void measure() {
        final double measured = gauge.measure();
        if (measured > 0) {
            config.put(path + "current", gauge.current(measured));
            config.put(path + "last_updated", Value.ofU64(timers.nowNs()));
            if (measured > limit && state.get() != State.FAILED) {
                enter(State.FAILED, Event.FAILURE);
            }
        }
        poll.start(periodMs * NANOS_PER_MS);
    }

    private void enter(final State next, final Event why) {
        if (state.enter(next, why)) {
            config.put(path + "state", Value.ofString(next.word()));
        }
    }
}
