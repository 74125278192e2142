package org.gatun.test.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.CFlaw;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.engines.HastyRecoveries;
import org.gatun.test.engines.Observer;
import org.gatun.test.engines.UntoldDepartures;
import org.gatun.test.evs.ToldByEngine;
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
    private static final Duration END = Duration.ofSeconds(5);
    private static final int LAST_MESSAGES = 50;
    /** What both kinds of engine say that end because they cannot store the number of a ring. */
    private static final Pattern NO_RING_ID = Pattern.compile("Couldn't store new ring id|can't store the ring id");

    private final ChaosPlan plan;
    private final Path recordings;
    private final ChaosSummary summary;
    private final Cluster cluster;
    private final List<SmallDisk> memories = new ArrayList<>();
    private final List<SmallDisk> states = new ArrayList<>();
    private final List<Observer> observers = new ArrayList<>();
    /** In which life of its engine each observer was started. */
    private final Map<Observer, Integer> lives = new HashMap<>();
    private final Map<Integer, Integer> ends = new HashMap<>();
    private final List<Process> busy = new ArrayList<>();
    private final Set<Integer> down = new TreeSet<>();
    private final Set<Integer> paused = new TreeSet<>();
    /** Nodes whose state directory was full in the current life of their engine. */
    private final Set<Integer> withoutRoom = new HashSet<>();

    ChaosRing(final ChaosPlan plan, final Path recordings, final boolean debug, final ChaosSummary summary) {
        this.plan = plan;
        this.recordings = recordings;
        this.summary = summary;
        cluster = new Cluster(plan.mix(), plan.settings(debug), plan.seed());
        try {
            for (final Engine engine : cluster.engines()) {
                final Path directory = engine.configuration().getParent();
                memories.add(new SmallDisk(directory.resolve("shm"), SHARED_MEMORY_KIB));
                states.add(new SmallDisk(directory.resolve("state"), STATE_KIB));
                engine.setSharedMemory(memories.getLast().directory());
                if (engine.kind() == EngineKind.COROSYNC) {
                    engine.editConfiguration(text -> text.replace(HastyRecoveries.NOT_LOGGED, HastyRecoveries.LOGGED));
                }
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
        observer.offer("load " + plan.rate() + " 12 " + plan.largest());
        observers.add(observer);
        lives.put(observer, life(node));
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
        ends.merge(node, 1, Integer::sum);
    }

    private int life(final int node) {
        return ends.getOrDefault(node, 0);
    }

    void start(final int node) {
        down.remove(node);
        withoutRoom.remove(node);
        noteRoom(node);
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
        noteRoom(node);
    }

    private void noteRoom(final int node) {
        if (state(node).isFull()) {
            withoutRoom.add(node);
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

    /** Fails when an engine has ended by itself without a reason, or a client without its engine. */
    void check() {
        for (final Observer observer : observers) {
            observer.lastWord().filter(word -> !isExcused(observer, word)).ifPresent(word -> {
                throw new AssertionError(observer + ": " + word + "\n" + cluster.diagnosis());
            });
        }
        for (final Engine engine : cluster.engines()) {
            final int node = engine.nodeId();
            if (isUp(node) && !engine.isRunning()) {
                summary.ended(reasonToEnd(engine).orElseThrow(
                    () -> new AssertionError(engine + " ended by itself, status " + engine.exitStatus() + "\n" + cluster.diagnosis())));
                engine.kill();
                ended(node);
            }
        }
    }

    private Optional<String> reasonToEnd(final Engine engine) {
        if (withoutRoom.contains(engine.nodeId()) && engine.logOfLastRun().stream().anyMatch(line -> NO_RING_ID.matcher(line).find())) {
            return Optional.of(engine.kind() + " without room for its ring id");
        }
        return CFlaw.thatEnded(engine).map(flaw -> engine.kind() + " by " + flaw);
    }

    /** A client may say that it got no connection, or lost it with the end of the life of its engine that it was started in. */
    private boolean isExcused(final Observer observer, final String word) {
        final int node = observer.engine().nodeId();
        return word.startsWith("gone ") && (word.contains("_initialize ") || !lives.get(observer).equals(life(node)) || endsSoon(node));
    }

    /** A client may notice the end of its engine first. */
    private boolean endsSoon(final int node) {
        return !isUp(node) || cluster.engine(node).awaitEnd(END);
    }

    /** Ends all faults, starts what is down and waits for one ring of all, in which all messages reach all. */
    void settle() {
        cluster.network().heal();
        busy.forEach(Process::destroyForcibly);
        Set.copyOf(paused).forEach(this::resume);
        memories.forEach(SmallDisk::empty);
        states.forEach(SmallDisk::empty);
        live().forEach(Observer::resume);
        Await.until("one ring of all nodes", Cluster.FORMATION, () -> {
            check();
            Set.copyOf(down).forEach(this::start);
            return cluster.ringProblem(plan.mix().nodeIds());
        }, cluster::diagnosis);
        Await.until("observers everywhere, and nothing under way", SETTLING, () -> {
            check();
            replaceEnded();
            return problem(0);
        }, cluster::diagnosis);
        // With a new view all count the same messages from the same on.
        observe(plan.mix().size());
        Await.until("one more observer", SETTLING, () -> problem(0), cluster::diagnosis);
        live().forEach(observer -> observer.command("load 0 12 12"));
        Await.until("nothing under way", SETTLING, () -> problem(0), cluster::diagnosis);
        live().forEach(observer -> observer.command("burst " + LAST_MESSAGES + " 12 " + plan.largest()));
        Await.until("the last messages everywhere", SETTLING, () -> problem((long) LAST_MESSAGES * live().size()), cluster::diagnosis);
        check();
        live().forEach(Observer::settle);
        cluster.awaitRing(plan.mix().nodeIds(), Duration.ofSeconds(1));
    }

    /** Which engines are Gatun, and the rings with which a C engine did not tell its clients all. */
    ToldByEngine told() {
        final Map<Integer, Set<String>> untold = new HashMap<>();
        final Map<Integer, Set<String>> incomplete = new HashMap<>();
        final Set<Integer> gatun = new HashSet<>();
        for (final Engine engine : cluster.engines()) {
            if (engine.kind() == EngineKind.GATUN) {
                gatun.add(engine.nodeId());
            } else {
                final List<String> log = engine.log();
                untold.put(engine.nodeId(), UntoldDepartures.in(log));
                incomplete.put(engine.nodeId(), HastyRecoveries.in(log));
            }
        }
        return new ToldByEngine(untold, incomplete, gatun);
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
        live().forEach(observer -> observer.offer("load 0 12 12"));
    }

    /** Why not all live observers are in one group and have the same messages, at least so many, since it is so. */
    private Optional<String> problem(final long messages) {
        // Before that, a node may lack what came while it was elsewhere.
        final List<Observer> live = live();
        Observer.Status first = null;
        for (final Observer observer : live) {
            if (!observer.isReady()) {
                return Optional.of(observer + " is no member");
            }
            final Observer.Status status = observer.status().orElse(null);
            if (status == null) {
                return Optional.of(observer + " has ended");
            }
            if (status.members() != live.size() || status.waiting() > 0 || status.tail() < messages) {
                return Optional.of(observer + " of " + live.size() + " has " + status);
            }
            first = first == null ? status : first;
            if (messages > 0 && !status.equals(first)) {
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
