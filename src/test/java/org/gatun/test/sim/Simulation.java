package org.gatun.test.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.test.evs.Checker;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.ProcessTrace;
import org.gatun.test.evs.Report;
import org.gatun.test.evs.Trace;

/**
 * One run: nodes on a virtual clock and network, faults drawn from the seed, healing at the end, and the verdict on everything that was
 * seen. One thread; the same seed gives the same run, event by event.
 */
public final class Simulation {
    private static final long MS = 1_000_000L;
    private static final long LIVENESS_MS = 60_000;
    private static final long CALM_MS = 1_000;

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
    private final SimNetwork network;
    private final Chaos chaos;
    private long nowNs = MS;
    private long numbers;
    private long digest = 17;

    private Simulation(final SimPlan plan) {
        this.plan = plan;
        random = new Random(plan.seed());
        network = new SimNetwork(plan.nodes(), random, this::schedule, faults);
        for (int id = 1; id <= plan.nodes(); id++) {
            nodes.add(new SimNode(this, id, random));
        }
        chaos = new Chaos(this, random);
    }

    /** Runs what the seed says; throws nothing: what went wrong is in the result. */
    public static SimResult run(final SimPlan plan) {
        final Simulation simulation = new Simulation(plan);
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
            node.toSend = random.nextInt(30);
            node.start(false);
            run(random.nextInt(3) == 0 ? random.nextInt(1000) : 0);
        }
        run(random.nextInt(3000));
        for (int step = 0; step < plan.steps(); step++) {
            chaos.strike();
            for (final SimNode node : nodes) {
                node.toSend = random.nextInt(30);
            }
            run(1 + (random.nextBoolean() ? random.nextInt(60) : random.nextInt(2500)));
        }
        chaos.end();
        await("one ring", this::isOneRing);
        await("quorum", () -> nodes.stream().allMatch(node -> node.quorate && node.quorumMembers.length == nodes.size()));
        await("all messages", () -> nodes.stream().allMatch(SimNode::clientsAreDone));
        run(CALM_MS);
        if (!isOneRing()) {
            throw new AssertionError("the ring does not last" + states());
        }
    }

    private SimResult judge(final String broken) {
        final Report report = new Report();
        String failure = broken;
        if (broken == null) {
            nodes.forEach(SimNode::settled);
        }
        if (!plan.corrupting()) {
            if (!plan.forgetful()) {
                report.add(Checker.checkRing(trace));
            }
            report.add(Checker.checkClients(trace));
            if (!report.violated().isEmpty()) {
                failure = (broken == null ? "" : broken + '\n') + report.violated() + "\n" + report;
            }
        }
        nodes.stream().filter(SimNode::isUp).forEach(SimNode::end);
        return new SimResult(plan, failure, report, faults, coverage, trace, nowNs, digest);
    }

    private boolean isOneRing() {
        ConfigurationId ring = null;
        for (final SimNode node : nodes) {
            if (!node.runs() || !node.engine.isSynchronised() || node.engine.recorder.members().length != nodes.size()) {
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
        for (long waited = 0; waited < LIVENESS_MS; waited += 20) {
            if (condition.getAsBoolean()) {
                return;
            }
            run(20);
        }
        throw new AssertionError("not within " + LIVENESS_MS + " ms after healing: " + what + states());
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
            if (node.runs()) {
                node.work();
            }
        }
        return true;
    }

    private void arrive(final Arrival arrival) {
        final SimNode node = node(arrival.to);
        if (!node.isUp() || node.life != arrival.life) {
            return;
        }
        if (node.slowNs > 0 && !node.paused && node.busyUntilNs > nowNs) {
            arrivals.add(new Arrival(node.busyUntilNs, numbers++, arrival.to, arrival.life, arrival.frame));
            return;
        }
        node.busyUntilNs = nowNs + node.slowNs;
        digest = digest * 31 + nowNs * 7 + arrival.to;
        digest = digest * 31 + Arrays.hashCode(arrival.frame);
        node.receive(arrival.frame);
    }

    private void schedule(final int to, final long atNs, final byte[] frame) {
        arrivals.add(new Arrival(atNs, numbers++, to, node(to).life, frame));
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

    FaultCounts faults() {
        return faults;
    }

    Trace trace() {
        return trace;
    }

    RingTrace newLog(final ProcessTrace itsTrace) {
        return coverage.log(itsTrace);
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
