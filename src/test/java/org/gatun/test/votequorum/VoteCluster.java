package org.gatun.test.votequorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;

/**
 * A ring with options of the quorum section, of which each step of a scenario says what all live nodes must see. Whatever the step,
 * no two nodes without a member in common may be quorate. Nodes are named by lists of ids, "1 2 3". One thread.
 */
final class VoteCluster implements AutoCloseable {
    private static final String PROVIDER = "provider: corosync_votequorum";

    private final Cluster cluster;
    private final Set<String> flags = new TreeSet<>();

    /** A ring whose quorum sections have these lines; no engine runs yet. Quorumtool shows {@code flagNames} all the time. */
    VoteCluster(final Mix mix, final String flagNames, final String... lines) {
        cluster = new Cluster(mix, ClusterSettings.QUICK, 7);
        configure(flagNames, lines);
    }

    /** Lets the quorum sections have these lines, in all files; see {@link #run} for the reload. */
    VoteCluster configure(final String flagNames, final String... lines) {
        cluster.engines().forEach(engine -> engine.editConfiguration(text ->
            text.replaceAll(PROVIDER + "[^}]*", PROVIDER + "\n    " + String.join("\n    ", lines) + "\n")));
        flags.clear();
        flags.addAll(ids(flagNames));
        return this;
    }

    private static List<String> ids(final String words) {
        return Arrays.stream(words.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private List<Integer> nodes(final String words) {
        return ids(words).stream().map(Integer::valueOf).toList();
    }

    Engine engine(final int id) {
        return cluster.engine(id);
    }

    /** Gives a node of the nodelist other votes, in all files. */
    VoteCluster votes(final int id, final int votes) {
        cluster.engines().forEach(engine -> engine.editConfiguration(text -> text.replace("name: node" + id + "\n",
            "name: node" + id + "\n        quorum_votes: " + votes + "\n")));
        return this;
    }

    VoteCluster start(final String ids) {
        nodes(ids).forEach(id -> engine(id).start());
        return this;
    }

    /** SIGKILL. */
    VoteCluster kill(final String ids) {
        nodes(ids).forEach(id -> engine(id).kill());
        return this;
    }

    /** SIGTERM: the nodes leave one after the other. */
    VoteCluster leave(final String ids) {
        nodes(ids).forEach(id -> engine(id).stop());
        return this;
    }

    /** Cuts the links between the groups. */
    VoteCluster part(final String... groups) {
        cluster.network().partition(Arrays.stream(groups).map(this::nodes).toList());
        return this;
    }

    VoteCluster heal() {
        cluster.network().heal();
        return this;
    }

    /** Runs a tool on a node, which must succeed. */
    VoteCluster run(final int id, final String... command) {
        engine(id).run(command).orThrow();
        return this;
    }

    /** As the other, when all live nodes are in one ring. */
    VoteCluster expect(final String ids, final String figures) {
        return expect(Map.of(ids, figures));
    }

    /** Waits until the live nodes are in these rings with these figures ({@link VoteView#figures}), and no other. */
    VoteCluster expect(final Map<String, String> rings) {
        final Map<Integer, VoteView> expected = new TreeMap<>();
        rings.forEach((ids, figures) -> nodes(ids).forEach(id -> {
            final Set<String> all = new TreeSet<>(flags);
            if (figures.startsWith("yes")) {
                all.add("Quorate");
            }
            expected.put(id, new VoteView(figures, all, new TreeSet<>(nodes(ids))));
        }));
        final Set<Integer> live = new TreeSet<>();
        cluster.engines().stream().filter(Engine::isRunning).forEach(engine -> live.add(engine.nodeId()));
        if (!live.equals(expected.keySet())) {
            throw new AssertionError("expected to live: " + expected.keySet() + ", live: " + live + "\n" + cluster.diagnosis());
        }
        Await.until(cluster.mix() + ": " + rings, Cluster.FORMATION, () -> difference(expected), cluster::diagnosis);
        return this;
    }

    private Optional<String> difference(final Map<Integer, VoteView> expected) {
        final List<VoteView> views = new ArrayList<>();
        final List<String> differences = new ArrayList<>();
        expected.forEach((id, view) -> {
            final Optional<VoteView> seen = VoteView.of(engine(id));
            seen.ifPresent(views::add);
            if (!seen.equals(Optional.of(view))) {
                differences.add("node " + id + " has " + seen + ", not " + view);
            }
        });
        for (final VoteView one : views) {
            for (final VoteView other : views) {
                if (one.contradicts(other)) {
                    throw new AssertionError(cluster.mix() + ": two quorate parts: " + one + " and " + other + "\n" + cluster.diagnosis());
                }
            }
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", differences));
    }

    String diagnosis() {
        return cluster.diagnosis();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
