package org.gatun.test.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.gatun.test.hosts.BridgedNetwork;
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.Network;
import org.gatun.test.hosts.Requirement;
import org.gatun.test.hosts.SwitchedNetwork;

/** Engines of a mix on the hosts of a network: node id = index of its host. {@link #close} ends all of it. One thread. */
public final class Cluster implements AutoCloseable {
    /** Longest time in which a ring forms on a loaded machine, virtual machines starting included. */
    public static final Duration FORMATION = Duration.ofSeconds(40);

    private static final int STARTS_MAX = 4;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Mix mix;
    private final Network network;
    private final List<Engine> engines = new ArrayList<>();
    private final List<Recorder> recorders = new ArrayList<>();

    /** Makes the hosts, on a switched network, and the configuration; {@link #start} starts the engines. */
    public Cluster(final Mix mix, final ClusterSettings settings, final long seed) {
        this(mix, settings, switched(mix, seed));
    }

    /** A cluster on a bridge of the kernel, for measurements: it has no {@link #network()} to make faults with. */
    public static Cluster bridged(final Mix mix, final ClusterSettings settings) {
        require(mix);
        return new Cluster(mix, settings, new BridgedNetwork(mix.size()));
    }

    private static SwitchedNetwork switched(final Mix mix, final long seed) {
        require(mix, Requirement.TAP);
        return new SwitchedNetwork(mix.size(), seed);
    }

    private Cluster(final Mix mix, final ClusterSettings settings, final Network network) {
        this.mix = mix;
        this.network = network;
        final Path directory = Layout.work(
            "cluster-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet() + "-" + mix);
        for (final int id : mix.nodeIds()) {
            engines.add(mix.kind(id).create(network.host(id), configuration(settings, directory, id), directory.resolve("node" + id)));
        }
    }

    private Path configuration(final ClusterSettings settings, final Path directory, final int id) {
        final Path nodeDirectory = directory.resolve("node" + id);
        final Path stateDirectory = nodeDirectory.resolve("state");
        try {
            Files.createDirectories(stateDirectory);
            return Files.writeString(nodeDirectory.resolve("corosync.conf"), settings.text(network.hosts(), stateDirectory)
                + (mix.isDedicated(id) ? "gatun {\n    threading: dedicated\n}\n" : ""));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(final Mix mix, final Requirement... more) {
        final Set<Requirement> requirements = EnumSet.of(Requirement.ROOT, Requirement.NAMESPACES, Requirement.C_COROSYNC);
        requirements.addAll(List.of(more));
        mix.nodeIds().forEach(id -> requirements.add(mix.kind(id).requirement()));
        Requirement.require(requirements.toArray(new Requirement[0]));
    }

    /**
     * Starts all engines and waits until they are one quorate ring. A ring in which a {@link CFlaw} ends an engine is started again, a few
     * times: rings of C corosync only have that, too.
     */
    public Cluster start() {
        for (int started = 1;; started++) {
            engines.forEach(Engine::start);
            try {
                awaitRing(mix.nodeIds(), FORMATION);
                return this;
            } catch (final AssertionError e) {
                final String flaws = flaws();
                // Whoever gets the error has no cluster that could be closed.
                engines.forEach(Engine::kill);
                if (flaws.isEmpty() || started == STARTS_MAX) {
                    throw e;
                }
                System.err.println("started again, " + mix + ": " + flaws);
            }
        }
    }

    /** The engines that a flaw of C corosync ended. */
    private String flaws() {
        return engines.stream().flatMap(engine -> CFlaw.thatEnded(engine).map(flaw -> engine + " by " + flaw).stream()).collect(Collectors.joining(", "));
    }

    public Mix mix() {
        return mix;
    }

    /** The network with its faults, of a cluster that was made on one. */
    public SwitchedNetwork network() {
        return (SwitchedNetwork) network;
    }

    public List<Engine> engines() {
        return List.copyOf(engines);
    }

    public Engine engine(final int nodeId) {
        return engines.get(nodeId - 1);
    }

    /** Starts a recorder on a node and waits until it is in its group. */
    public Recorder record(final int nodeId, final String group) {
        final Recorder recorder = new Recorder(engine(nodeId), group, this::diagnosis);
        recorders.add(recorder);
        recorder.await("ready ", Duration.ofSeconds(15));
        return recorder;
    }

    /** What quorumtool says on a node, which must be running and not paused. */
    public Optional<QuorumStatus> status(final int nodeId) {
        return QuorumStatus.of(engine(nodeId));
    }

    /** Waits until these nodes, and no other, are one ring on each of them; returns its ring id. */
    public String awaitRing(final Collection<Integer> nodeIds, final Duration timeout) {
        final Set<Integer> expected = new TreeSet<>(nodeIds);
        final List<String> rings = new ArrayList<>();
        Await.until("one ring of the nodes " + expected, timeout, () -> {
            for (final int id : expected) {
                if (!engine(id).isRunning()) {
                    throw new AssertionError(engine(id) + " has ended\n" + diagnosis());
                }
            }
            return ringProblem(expected, rings);
        }, this::diagnosis);
        return rings.getFirst();
    }

    /** Why these nodes, and no other, are not one ring on each of them, as of now. */
    public Optional<String> ringProblem(final Collection<Integer> nodeIds) {
        return ringProblem(new TreeSet<>(nodeIds), new ArrayList<>());
    }

    private Optional<String> ringProblem(final Set<Integer> expected, final List<String> rings) {
        rings.clear();
        for (final int id : expected) {
            final Optional<QuorumStatus> status = status(id);
            if (status.isEmpty() || !status.get().members().equals(expected)
                || status.get().quorate() != expected.size() > mix.size() / 2) {
                return Optional.of("node " + id + " has " + status);
            }
            rings.add(status.get().ringId());
        }
        return rings.stream().distinct().count() == 1 ? Optional.empty() : Optional.of("ring ids " + rings);
    }

    /** The last log lines of all nodes and the last reports of all recorders. */
    public String diagnosis() {
        final StringBuilder text = new StringBuilder();
        for (final Engine engine : engines) {
            text.append("---- ").append(engine).append(", last log lines:\n").append(engine.lastLogLines(30)).append('\n');
        }
        for (final Recorder recorder : recorders) {
            text.append("---- ").append(recorder).append(", last reports:\n").append(recorder.lastReports()).append('\n');
        }
        return text.toString();
    }

    /** Ends recorders and engines, removes the hosts, and fails when the network did not do its job. */
    @Override
    public void close() {
        recorders.forEach(Recorder::close);
        engines.stream().filter(Engine::isRunning).forEach(Engine::kill);
        try {
            network.check();
        } finally {
            network.close();
        }
    }
}
