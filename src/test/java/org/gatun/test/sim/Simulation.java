package org.gatun.test.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.test.evs.Checker;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.Report;
import org.gatun.test.evs.Trace;

/**
 * One run: nodes on a virtual clock and network, faults drawn from the seed, healing at the end, and the verdict on everything that was
 * seen. One thread; the same seed gives the same run, event by event.
 */
public final class Simulation implements SimNetwork.Receiver {
    private static final long MS = 1_000_000L;
    private static final long LIVENESS_MS = 60_000;
    /** So often a changed token may have named messages that nobody has sent: a ring asks for them until a node fails to receive. */
    private static final int GAPS_MAX = 2;
    private static final long CALM_MS = 1_000;
    /** A token's timeout: a token that was lost before the faults ended is missed by then. */
    private static final long AFTERMATH_MS = 1_000;
    /** Frames that the wires to a node and its sockets hold; more are lost. */
    private static final int COMING_IN_MAX = 4_000;
    /** Many times what the largest cluster needs: with more, nodes keep each other busy for ever. */
    private static final int FRAMES_MAX = 3_000_000;

    private record Arrival(long timeNs, long number, int to, int life, byte[] frame) implements Comparable<Arrival> {
        @Override
        public int compareTo(final Arrival other) {
            final int order = Long.compare(timeNs, other.timeNs);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    private final SimPlan plan;
    private final Random random;
    private final List<SimNode> nodes = new ArrayList<>();
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    private final Trace trace = new Trace();
    private final FaultCounts faults = new FaultCounts();
    private final Coverage coverage = new Coverage();
    private final Set<ConfigurationId> installed = new HashSet<>();
    /** Members of each ring by node and ring. */
    private final Map<String, Integer> sizes = new HashMap<>();
    private final SimNetwork network;
    private final SimObserver observer;
    private final Chaos chaos;
    private long nowNs = MS;
    private long numbers;
    private long digest = 17;
    private int frames;
    /** A node was in two rings with one id, not each time alone: messages of the one are taken for the other's. */
    private boolean ringsMixed;

    private Simulation(final SimPlan plan, final SimObserver observer) {
        this.plan = plan;
        this.observer = observer;
        random = new Random(plan.seed());
        // Messages share packets; all engines are Gatun.
        trace.hasChains(node -> true);
        network = new SimNetwork(plan.nodes(), random, this, faults);
        for (int id = 1; id <= plan.nodes(); id++) {
            nodes.add(new SimNode(this, id, random));
        }
        chaos = new Chaos(this, random);
    }

    /** Runs what the seed says; throws nothing: what went wrong is in the result. */
    public static SimResult run(final SimPlan plan) {
        return run(plan, SimObserver.NONE);
    }

    static SimResult run(final SimPlan plan, final SimObserver observer) {
        final Simulation simulation = new Simulation(plan, observer);
        String broken = null;
        try {
            simulation.play();
        } catch (final RuntimeException | AssertionError e) {
            broken = Failures.describe(e);
        }
        return simulation.judge(broken);
    }

    private void play() {
        for (final SimNode node : nodes) {
            node.wantToSend(random.nextInt(30));
            node.start(false);
            run(random.nextInt(3) == 0 ? random.nextInt(1000) : 0);
        }
        run(random.nextInt(3000));
        for (int step = 0; step < plan.steps(); step++) {
            chaos.strike();
            nodes.forEach(node -> node.wantToSend(random.nextInt(30)));
            run(1 + (random.nextBoolean() ? random.nextInt(60) : random.nextInt(2500)));
        }
        chaos.end();
        run(AFTERMATH_MS);
        if (plan.corrupting()) {
            // A frame that was changed may have cost a node what it waits for in this ring: a synchronisation then lasts until the next.
            chaos.restartOne();
            await("one ring", () -> isOneRing(nodes));
            nodes.forEach(SimNode::replaceClients);
            nodes.forEach(node -> node.wantToSend(random.nextInt(30)));
        }
        awaitRings(List.of(nodes));
        if (plan.split()) {
            final List<List<SimNode>> sides = chaos.split();
            nodes.forEach(node -> node.wantToSend(random.nextInt(30)));
            awaitRings(sides);
            chaos.heal();
            awaitRings(List.of(nodes));
        }
    }

    /**
     * Waits for a ring on each side, for quorum where the votes say so, and for all messages; all of that has to last then. Quorum is not
     * asked for when frames were changed, as votes may have been.
     */
    private void awaitRings(final List<List<SimNode>> sides) {
        final BooleanSupplier rings = () -> sides.stream().allMatch(Simulation::isOneRing);
        await(sides.size() == 1 ? "one ring" : "a ring on each side", rings);
        await("quorum as the votes say", () -> sides.stream().allMatch(this::isQuorumRight));
        await("all messages", () -> nodes.stream().allMatch(SimNode::clientsAreDone));
        run(CALM_MS);
        if (!rings.getAsBoolean() || !sides.stream().allMatch(this::isQuorumRight)) {
            throw new AssertionError("the ring does not last" + states());
        }
    }

    /** All nodes have been together before, so nobody waits for all any more; the tie goes to the side of the lowest node. */
    private boolean isQuorumRight(final List<SimNode> side) {
        final int votes = 2 * side.size();
        final boolean quorate = votes > nodes.size() || votes == nodes.size() && plan.autoTieBreaker() && side.getFirst().id == 1;
        return side.stream().allMatch(node -> (node.quorate == quorate || plan.corrupting()) && node.quorumMembers.length == side.size());
    }

    private SimResult judge(final String broken) {
        final Report report = new Report();
        if (broken == null) {
            nodes.forEach(SimNode::settled);
        }
        if (!plan.corrupting()) {
            if (!plan.forgetful()) {
                report.add(Checker.checkRing(trace));
            }
            if (!ringsMixed) {
                report.add(Checker.checkClients(trace));
            }
        }
        nodes.stream().filter(SimNode::isUp).forEach(SimNode::end);
        return new SimResult(plan, broken, report, faults, coverage, trace, nowNs, digest).judged();
    }

    private static boolean isOneRing(final List<SimNode> side) {
        ConfigurationId ring = null;
        for (final SimNode node : side) {
            if (!node.runs() || node.engine.ring.state() != RingState.OPERATIONAL || !node.engine.isSynchronised()
                || node.engine.recorder.members().length != side.size()) {
                return false;
            }
            final ConfigurationId its = node.engine.recorder.current();
            if (ring != null && !ring.equals(its)) {
                return false;
            }
            ring = its;
        }
        return true;
    }

    private void await(final String what, final BooleanSupplier condition) {
        final long limitMs = plan.corrupting() ? LIVENESS_MS + GAPS_MAX * plan.failRecv() * (long)SimEngine.HOLD_MS : LIVENESS_MS;
        for (long waited = 0; waited < limitMs; waited += 20) {
            if (condition.getAsBoolean()) {
                return;
            }
            run(20);
        }
        throw new AssertionError("not within " + limitMs + " ms after healing: " + what + states());
    }

    private String states() {
        final StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append('\n').append(node));
        return text.toString();
    }

    // ---- the clock

    private void run(final long ms) {
        final long endNs = nowNs + ms * MS;
        while (advance(endNs)) {
            continue;
        }
        nowNs = endNs;
    }

    private boolean advance(final long endNs) {
        long next = arrivals.isEmpty() ? Long.MAX_VALUE : arrivals.peek().timeNs;
        for (final SimNode node : nodes) {
            if (node.runs()) {
                next = Math.min(next, Math.max(nowNs, node.nextNs()));
            }
        }
        if (next > endNs) {
            return false;
        }
        nowNs = Math.max(nowNs, next);
        while (!arrivals.isEmpty() && arrivals.peek().timeNs <= nowNs) {
            arrive(arrivals.poll());
        }
        for (final SimNode node : nodes) {
            if (node.runs() && (node.touched || node.nextNs() <= nowNs)) {
                node.work();
            }
        }
        observer.advanced(nowNs, trace);
        return true;
    }

    private void arrive(final Arrival arrival) {
        final SimNode node = node(arrival.to);
        node.comingIn--;
        if (!node.isUp() || node.life != arrival.life) {
            return;
        }
        if (node.slowNs > 0 && !node.paused && node.busyUntilNs > nowNs) {
            node.comingIn++;
            arrivals.add(new Arrival(node.busyUntilNs, numbers++, arrival.to, arrival.life, arrival.frame));
            return;
        }
        if (++frames > FRAMES_MAX) {
            throw new AssertionError("a storm of frames" + states());
        }
        node.busyUntilNs = nowNs + node.slowNs;
        digest = digest * 31 + nowNs * 7 + arrival.to;
        digest = digest * 31 + Arrays.hashCode(arrival.frame);
        observer.arrived(nowNs, arrival.to, arrival.frame);
        node.receive(arrival.frame);
    }

    @Override
    public void schedule(final int from, final int to, final long atNs, final byte[] frame) {
        observer.sent(nowNs, from, to, frame, atNs);
        final SimNode node = node(to);
        node.comingIn++;
        arrivals.add(new Arrival(atNs, numbers++, to, node.life, frame));
    }

    @Override
    public boolean hasRoom(final int to) {
        return node(to).comingIn < COMING_IN_MAX;
    }

    @Override
    public void lost(final int from, final int to, final byte type) {
        observer.lost(nowNs, from, to, type);
    }

    // ---- what nodes and chaos need

    SimPlan plan() {
        return plan;
    }

    long nowNs() {
        return nowNs;
    }

    SimNode node(final int id) {
        return nodes.get(id - 1);
    }

    SimNetwork network() {
        return network;
    }

    SimObserver observer() {
        return observer;
    }

    Coverage coverage() {
        return coverage;
    }

    /** Recovery takes two rotations: whoever installs a ring, all of its members know that all have what was recovered. */
    void installed(final SimNode node, final ConfigurationId configuration, final int[] members) {
        observer.installed(nowNs, node.id, configuration, members);
        if (plan.forgetful() && !configuration.transitional()) {
            final Integer before = sizes.put(node.id + " " + configuration, members.length);
            ringsMixed |= before != null && before + members.length > 2;
        }
        if (configuration.transitional() || members.length == 1 || plan.corrupting() || plan.forgetful() || !installed.add(configuration)) {
            return;
        }
        final RingId ring = new RingId(configuration.rep(), configuration.seq());
        final int recovered = node.engine.recorder.tokenSeq();
        for (final int member : members) {
            final SimNode other = node(member);
            if (other != node && other.isUp() && other.engine.ring.ringId().equals(ring) && !other.engine.recorder.knowsReceived(ring, recovered)) {
                throw new AssertionError("node " + node.id + " installs " + configuration + " before node " + member + " knows that all are ready");
            }
        }
    }

    /** Counts a fault of one node, or of links where that is {@code null}. */
    void fault(final SimNode node, final Fault fault, final String detail) {
        faults.count(fault);
        observer.fault(nowNs, node == null ? 0 : node.id, fault, detail);
    }

    Trace trace() {
        return trace;
    }

    RingTrace newLog(final SimNode node) {
        return coverage.log(trace.process(node.id), state -> observer.entered(nowNs, node.id, state));
    }

    void multicast(final SimNode from, final MemorySegment segment, final long offset, final int length) {
        for (final SimNode to : nodes) {
            if (to != from) {
                network.send(from.id, to.id, segment, offset, length, nowNs);
            }
        }
    }

    void send(final SimNode from, final int to, final MemorySegment segment, final long offset, final int length) {
        if (to >= 1 && to <= nodes.size()) {
            network.send(from.id, to, segment, offset, length, nowNs);
        }
    }
}
