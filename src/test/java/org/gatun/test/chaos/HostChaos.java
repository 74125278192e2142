package org.gatun.test.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gatun.test.engines.Observer;
import org.gatun.test.evs.Checker;
import org.gatun.test.evs.ObservedTrace;
import org.gatun.test.evs.Report;
import org.gatun.test.evs.ToldByEngine;
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.LinkFaults;
import org.gatun.test.hosts.SmallDisk;

/** One run: a ring, faults one after the other, an end to all of them, and the judgement of what the clients saw. One thread. */
final class HostChaos {
    private static final int OBSERVERS_MAX = 3;
    private static final long MS = 1_000_000;
    private static final String NOTHING = "nothing";

    private final ChaosPlan plan;
    private final ChaosSummary summary;
    private final Random random;
    private final List<String> steps = new ArrayList<>();
    private ChaosRing ring;

    private HostChaos(final ChaosPlan plan, final ChaosSummary summary) {
        this.plan = plan;
        this.summary = summary;
        random = new Random(plan.seed());
    }

    /**
     * Runs a plan and adds it to a sum.
     *
     * @param debug whether engines log at debug level
     * @throws AssertionError with seed, steps and the command that runs it again, where an engine ended by itself, the ring did not come
     *     together again, or what the clients saw breaks a promise
     */
    static void run(final ChaosPlan plan, final boolean debug, final ChaosSummary summary) {
        final HostChaos run = new HostChaos(plan, summary);
        final Path recordings = Layout.work("chaos-" + ProcessHandle.current().pid() + "-" + plan.seed());
        summary.begun(plan);
        try {
            summary.held(run.run(recordings, debug));
            delete(recordings);
        } catch (final AssertionError | RuntimeException e) {
            summary.failed(plan);
            throw new AssertionError(plan + "\nagain: " + plan.command() + "\nrecordings: " + recordings + "\n" + String.join("\n", run.steps), e);
        }
    }

    private static void delete(final Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Report run(final Path recordings, final boolean debug) {
        final ToldByEngine told;
        try (ChaosRing made = new ChaosRing(plan, recordings, debug, summary)) {
            ring = made;
            final long startNs = System.nanoTime();
            for (int step = 0; step < plan.steps(); step++) {
                LockSupport.parkNanos((100 + random.nextInt(1_200)) * MS);
                ring.check();
                final long ms = (System.nanoTime() - startNs) / MS;
                steps.add("%6d ms  %s".formatted(ms, strike()));
            }
            LockSupport.parkNanos(random.nextInt(2_000) * MS);
            ring.check();
            steps.add("%6d ms  an end to all faults".formatted((System.nanoTime() - startNs) / MS));
            ring.settle();
            told = made.told();
        }
        try {
            summary.told(told);
            final Report report = Checker.check(ObservedTrace.read(recordings, "chaos", told));
            report.requireHeld();
            return report;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int anyNode() {
        return 1 + random.nextInt(plan.mix().size());
    }

    /** Makes a fault, or ends one; tells which. */
    private String strike() {
        final int node = anyNode();
        return switch (random.nextInt(22)) {
            case 0, 1 -> disturb();
            case 2, 3 -> partition();
            case 4 -> cut(node);
            case 5, 6 -> kill(node);
            case 7 -> leave(node);
            case 8, 9 -> restart(node);
            case 10, 11 -> pause(node);
            case 12 -> resume();
            case 13 -> starve(node);
            case 14 -> fill(node, ring.memory(node), "/dev/shm", HostFault.MEMORY_FULL);
            case 15 -> fill(node, ring.state(node), "state directory", HostFault.STATE_FULL);
            case 16, 17 -> endObserver();
            case 18 -> addObserver(node);
            case 19 -> pauseObserver();
            default -> heal();
        };
    }

    private String disturb() {
        final boolean all = random.nextBoolean();
        final LinkFaults faults = LinkFaults.NONE.withLoss(random.nextInt(20) / 100.0).withDuplicate(random.nextInt(20) / 100.0)
            .withReorder(random.nextInt(30) / 100.0, 1 + random.nextInt(5_000_000)).withCorrupt(random.nextInt(5) / 100.0)
            .withDelay(random.nextInt(3_000_000), random.nextInt(3_000_000));
        for (int from = 1; from <= plan.mix().size(); from++) {
            for (int to = 1; to <= plan.mix().size(); to++) {
                if (all || random.nextInt(3) == 0) {
                    ring.cluster().network().setFaults(from, to, before -> faults.withCut(before.cut()));
                }
            }
        }
        summary.count(HostFault.LINKS_DISTURBED);
        return (all ? "all links: " : "some links: ") + faults;
    }

    private String partition() {
        final List<Integer> one = new ArrayList<>();
        final List<Integer> other = new ArrayList<>();
        plan.mix().nodeIds().forEach(id -> (random.nextBoolean() ? one : other).add(id));
        ring.cluster().network().partition(List.of(one, other));
        if (!one.isEmpty() && !other.isEmpty()) {
            summary.count(HostFault.PARTITION);
        }
        return "partition " + one + " " + other;
    }

    private String cut(final int from) {
        final int to = 1 + (from + random.nextInt(plan.mix().size() - 1)) % plan.mix().size();
        ring.cluster().network().setFaults(from, to, faults -> faults.withCut(true));
        summary.count(HostFault.ONE_WAY_CUT);
        return "cut the way from " + from + " to " + to;
    }

    private String kill(final int node) {
        if (!ring.isUp(node)) {
            return restart(node);
        }
        ring.kill(node);
        summary.count(HostFault.ENGINE_KILLED);
        return "kill engine " + node;
    }

    private String leave(final int node) {
        if (!ring.isUp(node)) {
            return restart(node);
        }
        ring.stop(node);
        summary.count(HostFault.ENGINE_LEFT);
        return "let engine " + node + " leave";
    }

    private String restart(final int node) {
        if (ring.isUp(node)) {
            return NOTHING;
        }
        ring.start(node);
        return "start engine " + node;
    }

    private String pause(final int node) {
        if (!ring.isUp(node)) {
            return restart(node);
        }
        ring.pause(node);
        summary.count(HostFault.ENGINE_STOPPED);
        return "stop engine " + node;
    }

    private String resume() {
        final String which = ring.paused().toString();
        List.copyOf(ring.paused()).forEach(ring::resume);
        return "continue engines " + which;
    }

    private String starve(final int node) {
        final int loops = 2 + random.nextInt(3);
        final int seconds = 1 + random.nextInt(3);
        ring.starve(node, loops, seconds);
        summary.count(HostFault.PROCESSORS_BUSY);
        return loops + " busy loops on host " + node + " for " + seconds + " s";
    }

    private String fill(final int node, final SmallDisk disk, final String what, final HostFault fault) {
        if (disk.isFull()) {
            disk.empty();
            return "room in the " + what + " of host " + node;
        }
        ring.fill(node, disk);
        summary.count(fault);
        return "full " + what + " of host " + node;
    }

    private Observer anyObserver() {
        return ring.observers().get(random.nextInt(ring.observers().size()));
    }

    private String endObserver() {
        final Observer observer = anyObserver();
        final boolean byCall = random.nextBoolean();
        if (!observer.isAlive()) {
            return NOTHING;
        }
        if (byCall) {
            observer.offer("leave");
        } else {
            observer.close();
        }
        summary.count(byCall ? HostFault.CLIENT_LEFT : HostFault.CLIENT_KILLED);
        return (byCall ? "leave of " : "kill ") + observer;
    }

    private String addObserver(final int node) {
        if (!ring.isUp(node) || ring.observers().stream().filter(o -> o.isAlive() && o.engine().nodeId() == node).count() >= OBSERVERS_MAX) {
            return NOTHING;
        }
        ring.observe(node);
        return "one more observer on host " + node;
    }

    private String pauseObserver() {
        final Observer observer = anyObserver();
        if (!observer.isAlive()) {
            return NOTHING;
        }
        observer.pause();
        summary.count(HostFault.CLIENT_STOPPED);
        return "stop " + observer;
    }

    private String heal() {
        ring.cluster().network().heal();
        ring.observers().stream().filter(Observer::isAlive).forEach(Observer::resume);
        return "a network without faults";
    }
}
