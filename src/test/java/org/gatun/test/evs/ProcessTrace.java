package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.List;

/** What one incarnation of a process saw, in its order. One thread. */
public final class ProcessTrace {
    /**
     * One event.
     *
     * @param index 0, 1, 2, … without gaps
     * @param timeNs for people, and for the overlap of primary components; nothing else looks at it
     */
    public record Entry(int index, long timeNs, Event event) {
    }

    private final int process;
    private final int incarnation;
    private final boolean forgetful;
    private final List<Entry> entries = new ArrayList<>();

    /** @param forgetful it started without the ring sequence that it had stored before */
    public ProcessTrace(final int process, final int incarnation, final boolean forgetful) {
        this.process = process;
        this.incarnation = incarnation;
        this.forgetful = forgetful;
    }

    public void add(final long timeNs, final Event event) {
        entries.add(new Entry(entries.size(), timeNs, event));
    }

    public int process() {
        return process;
    }

    public int incarnation() {
        return incarnation;
    }

    public boolean isForgetful() {
        return forgetful;
    }

    /** The list itself: tests change it. */
    public List<Entry> entries() {
        return entries;
    }

    /** Whether its last event is not its failure. */
    public boolean isAlive() {
        return entries.isEmpty() || !(entries.getLast().event() instanceof Event.Failed);
    }

    @Override
    public String toString() {
        return process + (incarnation > 1 ? "#" + incarnation : "");
    }
}
