package org.gatun.engine.totem;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.pg.GroupLayer;
import org.gatun.engine.totem.srp.RingCounters;
import org.gatun.engine.totem.srp.RingOptions;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.engine.totem.srp.SingleRing;

/** A whole cluster in one thread: real protocol cores, a virtual clock and a seeded network. */
final class SimCluster implements AutoCloseable {
    final List<SimNode> nodes = new ArrayList<>();
    final Random random;
    long nowNs = 1_000_000_000L;
    double loss;
    double duplication;
    long jitterNs;
    int firstSeq;
    private final Arena arena = Arena.ofConfined();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long eventIds;

    SimCluster(final int count, final long seed, final int firstSeq) {
        this.random = new Random(seed);
        this.firstSeq = firstSeq;
        for (int id = 1; id <= count; id++) {
            nodes.add(new SimNode(id));
        }
    }

    static TotemParameters parameters(final int nodeId, final int count) {
        return new TotemParameters(nodeId, 1410, 1000, 75, 238, 180, 4, 50, 0, 1200, 200, 1000, 2500, 30, 0, 50, 50, 17, 5, false);
    }

    SimNode node(final int id) {
        return nodes.get(id - 1);
    }

    /** Runs until the virtual clock has advanced by {@code ms}. */
    void run(final long ms) {
        final long end = nowNs + ms * 1_000_000L;
        while (step(end)) {
            continue;
        }
        nowNs = end;
    }

    private boolean step(final long end) {
        long next = events.isEmpty() ? Long.MAX_VALUE : events.peek().timeNs;
        for (final SimNode node : nodes) {
            if (node.alive && !node.paused) {
                next = Math.min(next, Math.max(nowNs, node.ring.nextDeadlineNs(nowNs)));
            }
        }
        if (next > end) {
            return false;
        }
        nowNs = next;
        while (!events.isEmpty() && events.peek().timeNs <= nowNs) {
            final Event event = events.poll();
            if (event.to.alive && event.to.incarnation == event.incarnation) {
                if (event.to.paused) {
                    event.to.inbox.add(event);
                } else {
                    event.to.ring.onFrame(MemorySegment.ofArray(event.bytes), 0, event.bytes.length, nowNs);
                }
            }
        }
        for (final SimNode node : nodes) {
            if (node.alive && !node.paused) {
                node.work();
            }
        }
        return true;
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

    final class SimNode implements TotemTransport, GroupListener, RingIdStore {
        final int id;
        final List<String> log = new ArrayList<>();
        final List<Event> inbox = new ArrayList<>();
        int group;
        boolean alive;
        boolean paused;
        int incarnation;
        long stored;
        SingleRing ring;
        GroupLayer layer;
        RingCounters counters;
        int toSend;
        int sent;
        int[] members = new int[0];
        private boolean sync;

        SimNode(final int id) {
            this.id = id;
        }

        void start() {
            alive = true;
            paused = false;
            incarnation++;
            inbox.clear();
            members = new int[0];
            counters = new RingCounters();
            layer = new GroupLayer(arena, id, 1410, this, new GroupCounters());
            ring = new SingleRing(parameters(id, nodes.size()), this, this, layer, counters, RingTrace.NONE,
                new RingOptions(arena, 1, random::nextInt, firstSeq));
            layer.bind(ring);
            ring.start(nowNs);
            ring.onInterfaceChange(0, true, nowNs);
        }

        void kill() {
            alive = false;
        }

        void resume() {
            paused = false;
            for (final Event event : inbox) {
                ring.onFrame(MemorySegment.ofArray(event.bytes), 0, event.bytes.length, nowNs);
            }
            inbox.clear();
        }

        void work() {
            ring.doWork(nowNs);
            if (sync) {
                sync = false;
                ring.synchronisationComplete();
            }
            while (toSend > 0 && members.length > 0) {
                final int length = 8 + sent % 3000;
                final byte[] bytes = new byte[length];
                Arrays.fill(bytes, (byte)sent);
                final MemorySegment s = MemorySegment.ofArray(bytes);
                s.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, id);
                s.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 4, sent);
                if (!layer.multicast(GroupName.SERVICES, s, 0, 4, s, 4, length - 4)) {
                    break;
                }
                toSend--;
                sent++;
            }
        }

        @Override
        public void multicast(final MemorySegment segment, final long offset, final int length) {
            for (final SimNode other : nodes) {
                if (other != this) {
                    send(other, segment, offset, length);
                }
            }
        }

        @Override
        public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
            send(node(nodeId), segment, offset, length);
        }

        private void send(final SimNode to, final MemorySegment segment, final long offset, final int length) {
            if (to.group != group || random.nextDouble() < loss) {
                return;
            }
            final int copies = random.nextDouble() < duplication ? 2 : 1;
            final byte[] bytes = new byte[length];
            MemorySegment.copy(segment, offset, MemorySegment.ofArray(bytes), 0, length);
            for (int i = 0; i < copies; i++) {
                final long delay = 50_000 + (jitterNs == 0 ? 0 : random.nextLong(jitterNs));
                events.add(new Event(nowNs + delay, eventIds++, to, to.incarnation, bytes));
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void receiveMulticasts() {
        }

        @Override
        public boolean discardPending() {
            final boolean any = !inbox.isEmpty();
            inbox.clear();
            return any;
        }

        @Override
        public void membershipSize(final int count) {
        }

        @Override
        public void checkInterfaces(final long now) {
        }

        @Override
        public long load() {
            return stored;
        }

        @Override
        public void store(final long sequence) {
            stored = sequence;
        }

        @Override
        public void onDeliver(final GroupName name, final int nodeId, final MemorySegment message, final long offset, final int length,
            final boolean foreignOrder) {
            log.add("m " + message.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, offset) + ' '
                + message.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, offset + 4) + ' ' + length);
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] newMembers, final int[] left,
            final int[] joined) {
            log.add((transitional ? "t " : "r ") + ringId + ' ' + Arrays.toString(newMembers));
            if (!transitional) {
                members = newMembers;
                sync = true;
            }
        }

        @Override
        public void onTokenSent() {
        }
    }
}
