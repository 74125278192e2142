package org.gatun.engine.service;

import org.gatun.engine.service.ClientSessions.Rate;
import org.gatun.engine.service.sync.Synchroniser;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;

/**
 * Sets the rate of each service's connections from the level of the send queue and the state of the synchronisation. One thread.
 *
 * <p>While any service is off, the level is looked at again every millisecond; the rate is then set again too, since a connection
 * made meanwhile starts unhindered.
 */
final class FlowControl {
    private static final long RECHECK_NS = 1_000_000L;

    private final Groups groups;
    private final ClientSessions sessions;
    private final Service[] services;
    private final Synchroniser synchroniser;
    private final Timers.Timer recheck;
    private QueueLevel level = QueueLevel.GOOD;
    private boolean synchronising;
    private boolean anyOff;

    FlowControl(final Groups groups, final ClientSessions sessions, final Service[] services, final Synchroniser synchroniser,
        final Timers timers) {
        this.groups = groups;
        this.sessions = sessions;
        this.services = services;
        this.synchroniser = synchroniser;
        this.recheck = timers.create(this::evaluate);
    }

    /** Looks at everything and sets the rates if something changed, or while clients are held. */
    void evaluate() {
        final QueueLevel nowLevel = groups.queueLevel();
        final boolean nowSynchronising = synchroniser.inProgress();
        if (nowLevel != level || nowSynchronising != synchronising || anyOff) {
            level = nowLevel;
            synchronising = nowSynchronising;
            apply();
        }
        if (anyOff) {
            recheck.start(RECHECK_NS);
        } else {
            recheck.cancel();
        }
    }

    private void apply() {
        anyOff = false;
        for (int id = 0; id < services.length; id++) {
            final Service service = services[id];
            if (service != null && service.socketName() != null) {
                final Rate rate = rateOf(service);
                anyOff |= rate == Rate.OFF_2;
                sessions.setRate(id, rate);
            }
        }
    }

    private Rate rateOf(final Service service) {
        if (synchronising && service.isBlockedBySync()) {
            return Rate.OFF_2;
        }
        return switch (level) {
            case LOW -> Rate.FAST;
            case GOOD -> Rate.NORMAL;
            case HIGH -> Rate.SLOW;
            case CRITICAL -> Rate.OFF_2;
        };
    }
}
