package org.gatun.engine.totem.srp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.RingIdStore;
import org.gatun.engine.totem.TotemTransport;

/**
 * Rings without the group layer on a virtual clock and a network of 50 µs per hop that records every frame. A payload is one number.
 * Each node leaves the synchronisation phase as soon as its ring is operational.
 */
final class RingCluster implements AutoCloseable {
    static final long MS = 1_000_000;
    private static final long LATENCY_NS = 50_000;
    private static final int STEPS_MAX = 10_000;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    final List<Node> nodes = new ArrayList<>();
    /** Every frame sent to another node; one entry for a multicast. */
    final List<Sent> wire = new ArrayList<>();
    /** Whether a frame is lost between two nodes. */
    Predicate<Hop> loss = hop -> false;
    /** Whether {@link #wire} grows. */
    boolean recording = true;
    long nowNs = 5_000 * MS;
    final int firstSeq;
    private final Arena arena = Arena.ofConfined();
    private final PriorityQueue<Hop> hops = new PriorityQueue<>();
    private long hopIds;
    private int stepsAtThisTime;

    RingCluster(final int count, final TotemParameters parameters) {
        this(count, parameters, 0);
    }

    RingCluster(final int count, final TotemParameters parameters, final int firstSeq) {
        this.firstSeq = firstSeq;
        for (int id = 1; id <= count; id++) {
            nodes.add(new Node(id, with(parameters, id)));
        }
    }

    /** Defaults of three nodes: T 3650, R 869, H 685, C 4380. */
    static TotemParameters defaults() {
        return parameters(0, 2500, 0, 0, false);
    }

    static TotemParameters parameters(final int sendJoin, final int failRecvConst, final int heartbeatFailures, final int maxNetworkDelay,
        final boolean cancelHold) {
        return new TotemParameters(1, 1410, 3650, 75, 869, 685, 4, 50, sendJoin, 4380, 200, 1000, failRecvConst, 30, heartbeatFailures,
            maxNetworkDelay, 50, 17, 5, cancelHold);
    }

    private static TotemParameters with(final TotemParameters p, final int nodeId) {
        return new TotemParameters(nodeId, p.netMtu(), p.token(), p.tokenWarning(), p.tokenRetransmit(), p.hold(),
            p.tokenRetransmitsBeforeLossConst(), p.join(), p.sendJoin(), p.consensus(), p.merge(), p.downcheck(), p.failRecvConst(),
            p.seqnoUnchangedConst(), p.heartbeatFailuresAllowed(), p.maxNetworkDelay(), p.windowSize(), p.maxMessages(),
            p.missCountConst(), p.cancelTokenHoldOnRetransmit());
    }

    Node node(final int id) {
        return nodes.get(id - 1);
    }

    /** Starts the given nodes one after the other, a second apart, and forms one ring of them. */
    void form(final int... ids) {
        for (final int id : ids) {
            node(id).start();
            run(1000);
        }
    }

    void run(final long ms) {
        runNs(ms * MS);
    }

    void runNs(final long ns) {
        final long end = nowNs + ns;
        while (step(end)) {
            continue;
        }
        nowNs = end;
    }

    /** Runs until the condition holds; the virtual milliseconds it took. */
    long runUntil(final String what, final long limitMs, final Predicate<RingCluster> condition) {
        final long start = nowNs;
        final long end = nowNs + limitMs * MS;
        while (!condition.test(this)) {
            if (!step(end)) {
                throw new AssertionError("not within " + limitMs + " ms: " + what + ": " + nodes.stream().map(Node::describe).toList());
            }
        }
        return (nowNs - start) / MS;
    }

    private boolean step(final long end) {
        long next = hops.isEmpty() ? Long.MAX_VALUE : hops.peek().timeNs;
        for (final Node node : nodes) {
            if (node.runs()) {
                next = Math.min(next, Math.max(nowNs, node.ring.nextDeadlineNs(nowNs)));
            }
        }
        if (next > end) {
            return false;
        }
        stepsAtThisTime = next == nowNs ? stepsAtThisTime + 1 : 0;
        if (stepsAtThisTime > STEPS_MAX) {
            throw new AssertionError("time stands still at " + nowNs + ": " + nodes.stream().map(Node::describe).toList());
        }
        nowNs = next;
        while (!hops.isEmpty() && hops.peek().timeNs <= nowNs) {
            final Hop hop = hops.poll();
            if (hop.incarnation == hop.to.incarnation) {
                hop.to.receive(hop);
            }
        }
        nodes.forEach(Node::work);
        return true;
    }

    /** Frames of a type sent since an index of {@link #wire}. */
    List<Sent> sent(final int from, final int type) {
        return wire.subList(from, wire.size()).stream().filter(sent -> sent.type() == type).toList();
    }

    @Override
    public void close() {
        arena.close();
    }

    /** A frame as it left a node; {@code to} is 0 for a multicast. */
    record Sent(long timeNs, int from, int to, byte[] bytes) {
        int type() {
            return bytes[3];
        }

        int getInt(final int offset) {
            return MemorySegment.ofArray(bytes).get(INT, offset);
        }

        Join join() {
            final Join join = new Join();
            if (!join.decode(MemorySegment.ofArray(bytes), 0, bytes.length, false)) {
                throw new AssertionError("not a join");
            }
            return join;
        }

        CommitToken commitToken() {
            final CommitToken token = new CommitToken();
            if (!token.decode(MemorySegment.ofArray(bytes), 0, bytes.length, false)) {
                throw new AssertionError("not a commit token");
            }
            return token;
        }

        OrfToken orfToken() {
            final OrfToken token = new OrfToken(MemorySegment.ofArray(new byte[OrfToken.LENGTH_MAX]));
            if (!token.decode(MemorySegment.ofArray(bytes), 0, bytes.length, false)) {
                throw new AssertionError("not a token");
            }
            return token;
        }
    }

    /** A frame on its way. */
    record Hop(long timeNs, long id, int from, Node to, int incarnation, byte[] bytes) implements Comparable<Hop> {
        int type() {
            return bytes[3];
        }

        @Override
        public int compareTo(final Hop other) {
            final int order = Long.compare(timeNs, other.timeNs);
            return order != 0 ? order : Long.compare(id, other.id);
        }
    }

    /** One node: the ring, what it stores and what its application sees. */
    final class Node implements TotemTransport, RingListener, RingIdStore, RingTrace {
        final int id;
        final List<String> events = new ArrayList<>();
        final List<Hop> inbox = new ArrayList<>();
        /** Frames that are handed in when a token is processed, as by a transport with a socket of its own for multicasts. */
        final List<byte[]> multicastSocket = new ArrayList<>();
        TotemParameters parameters;
        RingCounters counters;
        SingleRing ring;
        long stored;
        boolean alive;
        boolean paused;
        int incarnation;
        /** Token callbacks that came. */
        int tokenCallbacks;
        int pauses;
        int interfaceChecks;
        /** When the transport was told that the token seems to be unanswered. */
        final List<Long> doubts = new ArrayList<>();
        /** Token warnings: milliseconds since the last token. */
        final List<Long> warnings = new ArrayList<>();
        final List<RingState> tokensLost = new ArrayList<>();
        final List<GatherReason> gathers = new ArrayList<>();
        /** The line of the last membership. */
        String formed;
        /** The token sequence sent last before the ring became operational. */
        int lastTokenSeqSent;
        int tokenSeqWhenOperational;
        boolean failedToReceive;
        private boolean synchronise;

        Node(final int id, final TotemParameters parameters) {
            this.id = id;
            this.parameters = parameters;
        }

        void start() {
            alive = true;
            paused = false;
            incarnation++;
            inbox.clear();
            events.clear();
            counters = new RingCounters();
            ring = new SingleRing(parameters, this, this, this, counters, this,
                new RingOptions(arena, 1, bound -> bound / 2, firstSeq));
            ring.start(nowNs);
            ring.onInterfaceChange(0, true, nowNs);
        }

        boolean runs() {
            return alive && !paused;
        }

        void kill() {
            alive = false;
            incarnation++;
        }

        void leave() {
            ring.leave();
            kill();
        }

        void pause() {
            paused = true;
        }

        /** Runs again; what has been received waits in the socket. The timers come first when the thread was late. */
        void resume(final boolean timersFirst) {
            paused = false;
            if (timersFirst) {
                ring.doWork(nowNs);
            }
            while (!inbox.isEmpty()) {
                final Hop hop = inbox.removeFirst();
                ring.onFrame(MemorySegment.ofArray(hop.bytes), 0, hop.bytes.length, nowNs);
            }
        }

        String describe() {
            return id + (alive ? " " + ring.state() + " " + ring.ringId() + " " + Arrays.toString(ring.members()) : " down");
        }

        boolean operational(final int... members) {
            return runs() && ring.state() == RingState.OPERATIONAL && Arrays.equals(members, ring.members());
        }

        /** Queues numbers as messages; {@code false} when the queue is full. */
        boolean send(final int... values) {
            for (final int value : values) {
                ring.cancelHold();
                final long offset = ring.claim();
                if (offset < 0) {
                    return false;
                }
                ring.sendSegment().set(INT, offset, value);
                ring.commitFrame(Integer.BYTES, 0);
            }
            return true;
        }

        /** Delivered messages and configurations since the last call. */
        List<String> takeEvents() {
            final List<String> taken = List.copyOf(events);
            events.clear();
            return taken;
        }

        void inject(final byte[] frame) {
            ring.onFrame(MemorySegment.ofArray(frame), 0, frame.length, nowNs);
        }

        private void receive(final Hop hop) {
            if (!alive) {
                return;
            }
            if (paused) {
                inbox.add(hop);
            } else {
                ring.onFrame(MemorySegment.ofArray(hop.bytes), 0, hop.bytes.length, nowNs);
            }
        }

        private void work() {
            if (!runs()) {
                return;
            }
            ring.doWork(nowNs);
            if (synchronise) {
                synchronise = false;
                ring.synchronisationComplete();
            }
        }

        private void record(final int to, final byte[] bytes) {
            if (recording) {
                wire.add(new Sent(nowNs, id, to, bytes));
            }
        }

        private byte[] bytes(final MemorySegment s, final long offset, final int length) {
            return s.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        }

        private void transmit(final Node to, final byte[] bytes) {
            final Hop hop = new Hop(nowNs + LATENCY_NS, hopIds++, id, to, to.incarnation, bytes);
            if (to.alive && !loss.test(hop)) {
                hops.add(hop);
            }
        }

        @Override
        public void multicast(final MemorySegment segment, final long offset, final int length) {
            final byte[] bytes = bytes(segment, offset, length);
            record(0, bytes);
            nodes.stream().filter(node -> node != this).forEach(node -> transmit(node, bytes));
        }

        @Override
        public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
            if (nodeId < 1 || nodeId > nodes.size()) {
                return;
            }
            final byte[] bytes = bytes(segment, offset, length);
            record(nodeId, bytes);
            if (bytes[3] == TotemHeader.ORF_TOKEN) {
                lastTokenSeqSent = MemorySegment.ofArray(bytes).get(INT, 17);
            }
            transmit(node(nodeId), bytes);
        }

        @Override
        public void tokenUnanswered() {
            doubts.add(nowNs);
        }

        @Override
        public void flush() {
        }

        @Override
        public void receiveMulticasts() {
            while (!multicastSocket.isEmpty()) {
                inject(multicastSocket.removeFirst());
            }
        }

        @Override
        public boolean discardPending() {
            final boolean any = !inbox.isEmpty();
            inbox.clear();
            return any;
        }

        @Override
        public void membershipSize(final int members) {
        }

        @Override
        public void checkInterfaces(final long now) {
            interfaceChecks++;
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
        public void onDeliver(final int nodeId, final MemorySegment s, final long offset, final int length, final boolean foreignOrder) {
            events.add(nodeId + ":" + s.get(INT, offset));
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            events.add((transitional ? "trans " : "regular ") + ringId + " members " + text(members) + " left " + text(left) + " joined "
                + text(joined));
            synchronise = !transitional;
        }

        private String text(final int[] ids) {
            return Arrays.toString(ids);
        }

        @Override
        public void onWaitingTransAck(final boolean waiting) {
        }

        @Override
        public void onTokenReceived() {
        }

        @Override
        public void onTokenSent() {
            tokenCallbacks++;
        }

        @Override
        public void ringIdLoaded(final RingId ringId) {
        }

        @Override
        public void stateEntered(final RingState state, final GatherReason reason, final RingId ringId) {
            if (reason != null) {
                gathers.add(reason);
            }
            if (state == RingState.OPERATIONAL) {
                tokenSeqWhenOperational = lastTokenSeqSent;
            }
        }

        @Override
        public void membershipFormed(final RingId ringId, final String joined, final String left, final String failedToAnnounce) {
            formed = ringId + " joined " + joined + " left " + left + " silent " + failedToAnnounce;
        }

        @Override
        public void tokenWarning(final long sinceLastTokenMs, final int tokenTimeoutMs) {
            warnings.add(sinceLastTokenMs);
        }

        @Override
        public void tokenLost(final RingState state) {
            tokensLost.add(state);
        }

        @Override
        public void pauseDetected(final long pauseMs) {
            pauses++;
        }

        @Override
        public void failedToReceive() {
            failedToReceive = true;
        }

        @Override
        public void retransmitList(final int[] sequences, final int count) {
        }

        @Override
        public void recoveryOriginates(final int messages) {
        }

        @Override
        public void badFrame(final int length) {
        }
    }
}
