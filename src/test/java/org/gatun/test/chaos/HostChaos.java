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
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.LinkFaults;
import org.gatun.test.hosts.SmallDisk;

/** One run: a ring, faults one after the other, an end to all of them, and the judgement of what the clients saw. One thread. */
final class HostChaos {
    private static final int OBSERVERS_MAX = 3;
    private static final long MS = 1_000_000;

    private final ChaosPlan plan;
    private final Random random;
    private final List<String> steps = new ArrayList<>();
    private ChaosRing ring;

    private HostChaos(final ChaosPlan plan) {
        this.plan = plan;
        random = new Random(plan.seed());
    }

    /**
     * Runs a plan.
     *
     * @return what the checker says, of a trace that breaks nothing
     * @throws AssertionError with seed, steps and the command that runs it again, where an engine ended by itself, the ring did not come
     *     together again, or what the clients saw breaks a promise
     */
    static Report run(final ChaosPlan plan) {
        final HostChaos run = new HostChaos(plan);
        final Path recordings = Layout.work("chaos-" + ProcessHandle.current().pid() + "-" + plan.seed());
        try {
            final Report report = run.run(recordings);
            delete(recordings);
            return report;
        } catch (final AssertionError | RuntimeException e) {
            throw new AssertionError(plan + "\nagain: bin/chaos --seed=" + plan.seed() + " --steps=" + plan.steps() + "\nrecordings: " + recordings
                + "\n" + String.join("\n", run.steps), e);
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

    private Report run(final Path recordings) {
        try (ChaosRing made = new ChaosRing(plan, recordings)) {
            ring = made;
            final long startNs = System.nanoTime();
            for (int step = 0; step < plan.steps(); step++) {
                LockSupport.parkNanos((100 + random.nextInt(1_200)) * MS);
                ring.checkEngines();
                final long ms = (System.nanoTime() - startNs) / MS;
                steps.add("%6d ms  %s".formatted(ms, strike()));
            }
            LockSupport.parkNanos(random.nextInt(2_000) * MS);
            ring.checkEngines();
            steps.add("%6d ms  an end to all faults".formatted((System.nanoTime() - startNs) / MS));
            ring.settle();
        }
        try {
            final Report report = Checker.check(ObservedTrace.read(recordings, "chaos"));
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
            case 14 -> fill(node, ring.memory(node), "/dev/shm");
            case 15 -> fill(node, ring.state(node), "state directory");
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
        return (all ? "all links: " : "some links: ") + faults;
    }

    private String partition() {
        final List<Integer> one = new ArrayList<>();
        final List<Integer> other = new ArrayList<>();
        plan.mix().nodeIds().forEach(id -> (random.nextBoolean() ? one : other).add(id));
        ring.cluster().network().partition(List.of(one, other));
        return "partition " + one + " " + other;
    }

    private String cut(final int from) {
        final int to = 1 + (from + random.nextInt(plan.mix().size() - 1)) % plan.mix().size();
        ring.cluster().network().setFaults(from, to, faults -> faults.withCut(true));
        return "cut the way from " + from + " to " + to;
    }

    private String kill(final int node) {
        if (!ring.isUp(node)) {
            return restart(node);
        }
        ring.kill(node);
        return "kill engine " + node;
    }

    private String leave(final int node) {
        if (!ring.isUp(node)) {
            return restart(node);
        }
        ring.stop(node);
        return "let engine " + node + " leave";
    }

    private String restart(final int node) {
        if (ring.isUp(node)) {
            return "nothing";
        }
        ring.start(node);
        return "start engine " + node;
    }

    private String pause(final int node) {
        if (!ring.isUp(node)) {
            return restart(node);
        }
        ring.pause(node);
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
        return loops + " busy loops on host " + node + " for " + seconds + " s";
    }

    private String fill(final int node, final SmallDisk disk, final String what) {
        if (disk.isFull()) {
            disk.empty();
            return "room in the " + what + " of host " + node;
        }
        ring.fill(node, disk);
        return "full " + what + " of host " + node;
    }

    private Observer anyObserver() {
        return ring.observers().get(random.nextInt(ring.observers().size()));
    }

    private String endObserver() {
        final Observer observer = anyObserver();
        final boolean byCall = random.nextBoolean();
        if (byCall && observer.isAlive()) {
            observer.command("leave");
        } else {
            observer.close();
        }
        return (byCall ? "leave of " : "kill ") + observer;
    }

    private String addObserver(final int node) {
        if (!ring.isUp(node) || ring.observers().stream().filter(o -> o.isAlive() && o.engine().nodeId() == node).count() >= OBSERVERS_MAX) {
            return "nothing";
        }
        ring.observe(node);
        return "one more observer on host " + node;
    }

    private String pauseObserver() {
        final Observer observer = anyObserver();
        if (!observer.isAlive()) {
            return "nothing";
        }
        observer.pause();
        return "stop " + observer;
    }

    private String heal() {
        ring.cluster().network().heal();
        ring.observers().stream().filter(Observer::isAlive).forEach(Observer::resume);
        return "a network without faults";
    }
}
