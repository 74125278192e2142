package org.gatun.engine.totem;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.gatun.engine.config.TotemParameters;

/**
 * A whole cluster in one thread: real protocol cores, a virtual clock and a seeded network that loses, doubles, delays and reorders
 * frames, is cut one way or both, and whose nodes crash, restart and stand still. The same seed gives the same run, event by event:
 * {@link #trace} tells.
 */
final class SimCluster implements AutoCloseable {
    private static final long MS = 1_000_000L;
    private static final long WIRE_NS = 50_000;
    /** The least that no network is without; with none, two rings can follow each other in step for ever and never meet. */
    private static final long JITTER_NS = 20_000;
    /** What a socket keeps for a node that stands still. */
    private static final int INBOX_MAX = 2000;

    final List<SimNode> nodes = new ArrayList<>();
    final Arena arena = Arena.ofConfined();
    final Random random;
    final int firstSeq;
    long nowNs = 1_000_000_000L;
    /** Somebody else sends frames, too: what the nodes deliver is not checked any more, and members end each synchronisation at once. */
    boolean forged;
    /** Sees each frame that a node sends, once for each receiver. */
    Consumer<byte[]> tap = frame -> { };
    double loss;
    double duplication;
    long jitterNs;
    private final boolean[][] cut;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long eventIds;
    private long trace = 17;

    SimCluster(final int count, final long seed, final int firstSeq) {
        this.random = new Random(seed);
        this.firstSeq = firstSeq;
        this.cut = new boolean[count + 1][count + 1];
        for (int id = 1; id <= count; id++) {
            nodes.add(new SimNode(this, id));
        }
    }

    static TotemParameters parameters(final int nodeId) {
        return new TotemParameters(nodeId, 1410, 1000, 75, 238, 180, 4, 50, 0, 1200, 200, 1000, 2500, 30, 0, 50, 50, 17, 5, false);
    }

    SimNode node(final int id) {
        return nodes.get(id - 1);
    }

    /** Starts all nodes and lets them form a ring. */
    SimCluster formed() {
        nodes.forEach(SimNode::start);
        await(10_000, "one ring", this::isOneRing);
        return this;
    }

    /** Whether all nodes that run are members of one ring without the others, and have ended its synchronisation. */
    boolean isOneRing() {
        final int[] alive = nodes.stream().filter(node -> node.alive).mapToInt(node -> node.id).toArray();
        RingId ring = null;
        for (final SimNode node : nodes) {
            if (node.alive) {
                if (!node.isSynchronised() || !Arrays.equals(alive, node.members)
                    || ring != null && !ring.equals(node.history.current().ring)) {
                    return false;
                }
                ring = node.history.current().ring;
            }
        }
        return true;
    }

    /** A number that stands for everything that has happened. */
    long trace() {
        return trace;
    }

    void note(final long what) {
        trace = trace * 31 + what;
    }

    /** Frames from one node to another get lost, or no longer. */
    void cut(final int from, final int to, final boolean lost) {
        cut[from][to] = lost;
    }

    /** Splits the cluster: the nodes named are on one side. */
    void partition(final int... side) {
        for (final SimNode a : nodes) {
            for (final SimNode b : nodes) {
                cut(a.id, b.id, contains(side, a.id) != contains(side, b.id));
            }
        }
    }

    /** Ends all cuts and makes the network good. */
    void heal() {
        partition();
        loss = 0;
        duplication = 0;
        jitterNs = 0;
    }

    private static boolean contains(final int[] ids, final int id) {
        return Arrays.stream(ids).anyMatch(candidate -> candidate == id);
    }

    /** Runs until the virtual clock has advanced by {@code ms}. */
    void run(final long ms) {
        final long end = nowNs + ms * MS;
        while (step(end)) {
            continue;
        }
        nowNs = end;
    }

    /** Runs until {@code condition} holds; an error if it does not within {@code ms} of virtual time. */
    void await(final long ms, final String what, final BooleanSupplier condition) {
        for (long waited = 0; waited <= ms; waited += 10) {
            if (condition.getAsBoolean()) {
                return;
            }
            run(10);
        }
        final StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append('\n').append(node));
        throw new AssertionError("not within " + ms + " ms: " + what + text);
    }

    /** Does what is due next; {@code false} if that is after {@code end}. */
    boolean step(final long end) {
        long next = events.isEmpty() ? Long.MAX_VALUE : events.peek().timeNs;
        for (final SimNode node : nodes) {
            if (node.runs()) {
                next = Math.min(next, Math.max(nowNs, node.nextDeadlineNs()));
            }
        }
        if (next > end) {
            return false;
        }
        nowNs = next;
        while (!events.isEmpty() && events.peek().timeNs <= nowNs) {
            final Event event = events.poll();
            if (event.to.alive && event.to.incarnation == event.incarnation) {
                if (!event.to.paused) {
                    note(event.to.id * 1_000_003L + nowNs);
                    event.to.ring.onFrame(MemorySegment.ofArray(event.bytes), 0, event.bytes.length, nowNs);
                } else if (event.to.inbox.size() < INBOX_MAX) {
                    event.to.inbox.add(event.bytes);
                }
            }
        }
        for (final SimNode node : nodes) {
            if (node.runs()) {
                node.work();
            }
        }
        return true;
    }

    void send(final SimNode from, final SimNode to, final MemorySegment segment, final long offset, final int length) {
        if (cut[from.id][to.id] || random.nextDouble() < loss) {
            return;
        }
        final int copies = random.nextDouble() < duplication ? 2 : 1;
        final byte[] bytes = new byte[length];
        MemorySegment.copy(segment, offset, MemorySegment.ofArray(bytes), 0, length);
        note(Arrays.hashCode(bytes));
        tap.accept(bytes);
        for (int i = 0; i < copies; i++) {
            final long delay = WIRE_NS + random.nextLong(JITTER_NS + jitterNs);
            events.add(new Event(nowNs + delay, eventIds++, to, to.incarnation, bytes));
        }
    }

    /** Frames that are under way. */
    int inFlight() {
        return events.size();
    }

    @Override
    public void close() {
        arena.close();
    }

    private record Event(long timeNs, long id, SimNode to, int incarnation, byte[] bytes) implements Comparable<Event> {
        @Override
        public int compareTo(final Event other) {
            final int order = Long.compare(timeNs, other.timeNs);
            return order != 0 ? order : Long.compare(id, other.id);
        }
    }
}
