package org.gatun.test.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.engines.Observer;
import org.gatun.test.hosts.SmallDisk;

/**
 * A ring of engines with observers on every host, on which faults of processes and of what they run on are made. Each host has a small
 * /dev/shm and a small file system for the engine's state. One thread.
 */
final class ChaosRing implements AutoCloseable {
    private static final String GROUP = "chaos";
    private static final int SHARED_MEMORY_KIB = 96 * 1024;
    private static final int STATE_KIB = 64;
    private static final String SMALL_HEAP = "-Xms20m -Xmx20m -Xmn12m";
    private static final Duration SETTLING = Duration.ofSeconds(40);
    private static final int LAST_MESSAGES = 50;

    private final ChaosPlan plan;
    private final Path recordings;
    private final Cluster cluster;
    private final List<SmallDisk> memories = new ArrayList<>();
    private final List<SmallDisk> states = new ArrayList<>();
    private final List<Observer> observers = new ArrayList<>();
    private final List<Process> busy = new ArrayList<>();
    private final Set<Integer> down = new TreeSet<>();
    private final Set<Integer> paused = new TreeSet<>();
    /** Nodes that had a full file system in the current life of their engine, which may have ended by that. */
    private final Set<Integer> mayEnd = new HashSet<>();

    ChaosRing(final ChaosPlan plan, final Path recordings) {
        this.plan = plan;
        this.recordings = recordings;
        cluster = new Cluster(plan.mix(), plan.settings(), plan.seed());
        try {
            for (final Engine engine : cluster.engines()) {
                final Path directory = engine.configuration().getParent();
                memories.add(new SmallDisk(directory.resolve("shm"), SHARED_MEMORY_KIB));
                states.add(new SmallDisk(directory.resolve("state"), STATE_KIB));
                engine.setSharedMemory(memories.getLast().directory());
                if (plan.smallHeaps().contains(engine.nodeId())) {
                    engine.setEnvironment("GATUN_JAVA_OPTIONS", SMALL_HEAP);
                }
            }
            cluster.start();
            plan.mix().nodeIds().forEach(this::observe);
        } catch (final RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    Cluster cluster() {
        return cluster;
    }

    SmallDisk memory(final int node) {
        return memories.get(node - 1);
    }

    SmallDisk state(final int node) {
        return states.get(node - 1);
    }

    List<Observer> observers() {
        return observers;
    }

    boolean isUp(final int node) {
        return !down.contains(node);
    }

    /** Starts one more observer on a node, which sends as soon as it is a member. */
    void observe(final int node) {
        final Observer observer = new Observer(cluster.engine(node), recordings, GROUP, cluster::diagnosis);
        observer.command("load " + plan.rate() + " 12 " + plan.largest());
        observers.add(observer);
    }

    void kill(final int node) {
        cluster.engine(node).kill();
        ended(node);
    }

    /** Lets the engine leave. */
    void stop(final int node) {
        resume(node);
        cluster.engine(node).stop();
        ended(node);
    }

    private void ended(final int node) {
        paused.remove(node);
        down.add(node);
    }

    void start(final int node) {
        down.remove(node);
        mayEnd.remove(node);
        markFull(node);
        cluster.engine(node).start();
        observe(node);
    }

    void pause(final int node) {
        paused.add(node);
        cluster.engine(node).pause();
    }

    void resume(final int node) {
        if (paused.remove(node)) {
            cluster.engine(node).resume();
        }
    }

    Set<Integer> paused() {
        return paused;
    }

    /** Fills a file system of the node's. */
    void fill(final int node, final SmallDisk disk) {
        disk.fill();
        markFull(node);
    }

    private void markFull(final int node) {
        if (memory(node).isFull() || state(node).isFull()) {
            mayEnd.add(node);
        }
    }

    /** Takes processor time away for so many seconds, by loops on a host. */
    void starve(final int node, final int loops, final int seconds) {
        for (int i = 0; i < loops; i++) {
            try {
                busy.add(new ProcessBuilder(cluster.engine(node).onHost(
                    List.of("timeout", "-s", "KILL", Integer.toString(seconds), "sh", "-c", "while :; do :; done"))).start());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Fails when an engine has ended by itself, other than for want of room. */
    void checkEngines() {
        for (final Engine engine : cluster.engines()) {
            final int node = engine.nodeId();
            if (isUp(node) && !engine.isRunning()) {
                if (!mayEnd.contains(node)) {
                    throw new AssertionError(engine + " ended by itself, status " + engine.exitStatus() + "\n" + cluster.diagnosis());
                }
                ended(node);
            }
        }
    }

    /** Ends all faults, starts what is down and waits for one ring of all, in which all messages reach all. */
    void settle() {
        cluster.network().heal();
        busy.forEach(Process::destroyForcibly);
        Set.copyOf(paused).forEach(this::resume);
        memories.forEach(SmallDisk::empty);
        states.forEach(SmallDisk::empty);
        observers.stream().filter(Observer::isAlive).forEach(Observer::resume);
        checkEngines();
        Set.copyOf(down).forEach(this::start);
        mayEnd.clear();
        cluster.awaitRing(plan.mix().nodeIds(), Cluster.FORMATION);
        Await.until("observers everywhere, and nothing under way", SETTLING, () -> {
            replaceEnded();
            return problem(0);
        }, cluster::diagnosis);
        live().forEach(observer -> observer.command("burst " + LAST_MESSAGES + " 12 " + plan.largest()));
        Await.until("the last messages everywhere", SETTLING, () -> problem((long) LAST_MESSAGES * live().size()), cluster::diagnosis);
        live().forEach(Observer::settle);
        cluster.awaitRing(plan.mix().nodeIds(), Duration.ofSeconds(1));
    }

    private List<Observer> live() {
        return observers.stream().filter(Observer::isAlive).toList();
    }

    private void replaceEnded() {
        for (final int node : plan.mix().nodeIds()) {
            if (live().stream().noneMatch(observer -> observer.engine().nodeId() == node)) {
                observe(node);
            }
        }
        live().forEach(observer -> observer.command("load 0 12 12"));
    }

    /** Why not all live observers are in one group and have the same messages, at least so many, since it is so. */
    private Optional<String> problem(final long messages) {
        final List<Observer> live = live();
        Observer.Status first = null;
        for (final Observer observer : live) {
            if (!observer.isReady()) {
                return Optional.of(observer + " is no member");
            }
            final Observer.Status status = observer.status();
            if (status.members() != live.size() || status.waiting() > 0 || status.tail() < messages) {
                return Optional.of(observer + " of " + live.size() + " has " + status);
            }
            first = first == null ? status : first;
            if (!status.equals(first)) {
                return Optional.of(observer + " has " + status + ", another " + first);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        busy.forEach(Process::destroyForcibly);
        observers.forEach(Observer::close);
        try {
            cluster.close();
        } finally {
            memories.forEach(SmallDisk::close);
            states.forEach(SmallDisk::close);
        }
    }
}
