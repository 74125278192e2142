package org.gatun.test.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.EventRef;
import org.gatun.test.evs.ProcessTrace;
import org.gatun.test.evs.Trace;

/** All that happened in a run, with the moments on the cluster's clock in nanoseconds. One thread. */
final class RunHistory implements SimObserver {
    /** One frame to one node; {@code arrivesNs} is {@link #NEVER} for one that was lost. */
    record Flight(long sentNs, long arrivesNs, int from, int to, byte type, String label) {
    }

    /** A node is in another state from now on; {@code null} when it is down. */
    record Entry(long ns, int node, RingState state) {
    }

    /** What a node or, with node 0, the network meets; text of one line. */
    record Note(long ns, int node, Kind kind, String text) {
        enum Kind { FAULT, TRANSITIONAL, REGULAR }
    }

    static final long NEVER = Long.MAX_VALUE;

    final List<Flight> flights = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    final List<Note> notes = new ArrayList<>();
    private final Map<Long, Growth> growths = new HashMap<>();
    private final int firstSeq;
    private long lastNs;

    /** How many events a trace had from when on. */
    private static final class Growth {
        private int[] sizes = new int[16];
        private long[] moments = new long[16];
        private int count;

        void note(final int size, final long ns) {
            if (count > 0 && sizes[count - 1] == size) {
                return;
            }
            if (count == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * count);
                moments = Arrays.copyOf(moments, 2 * count);
            }
            sizes[count] = size;
            moments[count++] = ns;
        }

        long momentOf(final int event) {
            final int at = Arrays.binarySearch(sizes, 0, count, event + 1);
            final int found = at < 0 ? -at - 1 : at;
            return found < count ? moments[found] : moments[count - 1];
        }
    }

    /** @param firstSeq from where messages are numbered in labels */
    RunHistory(final int firstSeq) {
        this.firstSeq = firstSeq;
    }

    /** When an event of the run's trace happened. */
    long momentOf(final EventRef event) {
        return growths.get(event.process().id()).momentOf(event.event());
    }

    long lastNs() {
        return lastNs;
    }

    @Override
    public void sent(final long nowNs, final int from, final int to, final byte[] frame, final long arrivesNs) {
        final MemorySegment s = MemorySegment.ofArray(frame);
        final boolean whole = frame.length >= Frames.SHORTEST;
        flights.add(new Flight(nowNs, arrivesNs, from, to, frame.length > 3 ? frame[3] : 0, whole ? Frames.label(s, firstSeq) : "?"));
    }

    @Override
    public void lost(final long nowNs, final int from, final int to, final byte type) {
        flights.add(new Flight(nowNs, NEVER, from, to, type, ""));
    }

    @Override
    public void entered(final long nowNs, final int node, final RingState state) {
        entries.add(new Entry(nowNs, node, state));
    }

    @Override
    public void installed(final long nowNs, final int node, final ConfigurationId configuration, final int[] members) {
        final String ring = configuration.rep() + "." + Long.toHexString(configuration.seq());
        notes.add(new Note(nowNs, node, configuration.transitional() ? Note.Kind.TRANSITIONAL : Note.Kind.REGULAR, ring + " {" + ranges(members) + "}"));
    }

    /** Ascending numbers as in {@code 1-4,7}. */
    static String ranges(final int[] numbers) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.length; i++) {
            int end = i;
            while (end + 1 < numbers.length && numbers[end + 1] == numbers[end] + 1) {
                end++;
            }
            text.append(i == 0 ? "" : ",").append(numbers[i]);
            if (end > i) {
                text.append(end == i + 1 ? "," : "-").append(numbers[end]);
            }
            i = end;
        }
        return text.toString();
    }

    @Override
    public void fault(final long nowNs, final int node, final Fault fault, final String detail) {
        notes.add(new Note(nowNs, node, Note.Kind.FAULT, fault + (detail.isEmpty() ? "" : ": " + detail)));
        switch (fault) {
            case CRASH, LEAVE -> entries.add(new Entry(nowNs, node, null));
            case RESTART, RESTART_WITHOUT_RING_ID -> entries.add(new Entry(nowNs, node, RingState.OPERATIONAL));
            default -> {
            }
        }
    }

    @Override
    public void advanced(final long nowNs, final Trace trace) {
        lastNs = nowNs;
        for (final ProcessTrace process : trace.processes()) {
            growths.computeIfAbsent(process.id(), id -> new Growth()).note(process.size(), nowNs);
        }
    }
}
