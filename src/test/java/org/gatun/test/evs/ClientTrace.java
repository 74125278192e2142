package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.List;

/** What one client, a member of one group at most once, saw in its order. One thread. */
public final class ClientTrace {
    private final ClientEvent.Member self;
    private final String group;
    private final List<ClientEvent> events = new ArrayList<>();
    private boolean died;

    public ClientTrace(final ClientEvent.Member self, final String group) {
        this.self = self;
        this.group = group;
    }

    public void add(final ClientEvent event) {
        events.add(event);
    }

    /** Its node failed: what it would have seen is not known. */
    public void died() {
        died = true;
    }

    public boolean hasDied() {
        return died;
    }

    public boolean hasEnded() {
        return !events.isEmpty() && events.getLast() instanceof ClientEvent.Ended;
    }

    public ClientEvent.Member self() {
        return self;
    }

    public String group() {
        return group;
    }

    /** The list itself: tests change it. */
    public List<ClientEvent> events() {
        return events;
    }

    @Override
    public String toString() {
        return "client " + self + " of " + group;
    }
}
