package org.gatun.test.engines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Recorders on several nodes of a cluster, all in one CPG group, whose reports are compared section by section. A section begins
 * and ends with a mark, which is ordered among the group's messages, so that all recorders cut at the same place. One thread.
 */
public final class RecorderGroup implements AutoCloseable {
    private static final Duration REPORT = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final String group;
    private final Map<Integer, Recorder> recorders = new TreeMap<>();

    public RecorderGroup(final Cluster cluster, final String group) {
        this.cluster = cluster;
        this.group = group;
    }

    /** Starts recorders on these nodes, one after the other, and waits until each sees all. */
    public RecorderGroup join(final Collection<Integer> nodeIds) {
        for (final int id : nodeIds) {
            recorders.put(id, cluster.record(id, group));
        }
        awaitMembers(recorders.keySet());
        return this;
    }

    public Recorder recorder(final int nodeId) {
        return recorders.get(nodeId);
    }

    /** The nodes that have a recorder, ascending. */
    public List<Integer> nodeIds() {
        return List.copyOf(recorders.keySet());
    }

    /** Ends the recorder of a node whose engine has gone, after it has noticed so itself. */
    public void forget(final int nodeId) {
        final Recorder gone = recorders.remove(nodeId);
        gone.awaitEnd(REPORT);
        gone.close();
    }

    /** Waits until the last configuration change that each of these nodes reports has recorders on exactly these nodes. */
    public void awaitMembers(final Collection<Integer> nodeIds) {
        final List<Integer> expected = nodeIds.stream().sorted().toList();
        Await.until("group members " + expected + " on each of them", REPORT, () -> {
            for (final int id : expected) {
                final List<String> changes = recorder(id).reports("conf ");
                if (changes.isEmpty() || !members(changes.getLast()).equals(expected)) {
                    return Optional.of(recorder(id) + " has " + (changes.isEmpty() ? "no change" : changes.getLast()));
                }
            }
            return Optional.empty();
        }, cluster::diagnosis);
    }

    private static List<Integer> members(final String change) {
        final String list = change.replaceAll(".* members=(\\S*) .*", "$1");
        return list.isEmpty() ? List.of() : Arrays.stream(list.split(",")).map(Integer::valueOf).sorted().toList();
    }

    /** Lets one node end the section and begin the next on these nodes; returns when all of them have. */
    public void mark(final int by, final String next, final Collection<Integer> nodeIds) {
        recorder(by).command("mark " + next);
        nodeIds.forEach(id -> recorder(id).await("section " + next, REPORT));
    }

    /** {@link #mark(int, String, Collection)} by the lowest node, on all nodes. */
    public void mark(final String next) {
        mark(nodeIds().getFirst(), next, nodeIds());
    }

    /** Lets these nodes send, all at once; each seed gives each node another mix of the same kinds. */
    public void send(final Collection<Integer> nodeIds, final long seed, final String kinds) {
        nodeIds.forEach(id -> recorder(id).command("send " + (seed * 1000 + id) + " " + kinds));
    }

    /** Waits until these nodes have sent, each, one load more than before. */
    public void awaitSent(final Collection<Integer> nodeIds, final int loads, final Duration timeout) {
        for (final int id : nodeIds) {
            final Recorder recorder = recorder(id);
            Await.until(recorder + " has sent " + loads + " loads", timeout, () -> {
                if (!recorder.isAlive()) {
                    throw new AssertionError(recorder + " has ended\n" + cluster.diagnosis());
                }
                return loadsSent(id) >= loads ? Optional.empty() : Optional.of("not yet");
            }, cluster::diagnosis);
        }
    }

    /** How many loads a node has sent. */
    public int loadsSent(final int nodeId) {
        return recorder(nodeId).reports("sent ").size();
    }

    /** Lets a node report when it has delivered so many messages of a section; to be called before it sends. */
    public void watch(final int nodeId, final int count) {
        recorder(nodeId).command("watch " + count);
    }

    /** Waits for what {@link #watch} asked for. */
    public void awaitDelivered(final int nodeId, final String section, final int count, final Duration timeout) {
        recorder(nodeId).await("reached " + section + " n=" + count, timeout);
    }

    /** How a node's section ended: its count, bytes, hash and senders. */
    public String end(final int nodeId, final String section) {
        return recorder(nodeId).await("end " + section + " ", REPORT);
    }

    /** The configuration changes of a node's section, ring changes without the place among the messages included, in order. */
    public List<String> changes(final int nodeId, final String section) {
        final List<String> changes = new ArrayList<>();
        for (final String report : recorder(nodeId).reports()) {
            if (report.startsWith("conf " + section + " ") || report.startsWith("ring " + section + " ")) {
                changes.add(report);
            }
        }
        return changes;
    }

    /** Fails unless these nodes delivered the same messages in the same order, all good, with the same changes between them. */
    public void assertSameSection(final String section, final Collection<Integer> nodeIds) {
        final int first = nodeIds.iterator().next();
        final String expectedEnd = end(first, section);
        final List<String> expectedChanges = changes(first, section);
        if (!expectedEnd.contains(" bad=0 ")) {
            throw new AssertionError("node " + first + ": bad messages: " + expectedEnd + "\n" + cluster.diagnosis());
        }
        for (final int id : nodeIds) {
            final String end = end(id, section);
            if (!end.equals(expectedEnd)) {
                throw new AssertionError("different deliveries:\nnode " + first + ": " + expectedEnd + "\nnode " + id + ": " + end
                    + "\n" + cluster.diagnosis());
            }
            final List<String> changes = changes(id, section);
            if (!changes.equals(expectedChanges)) {
                throw new AssertionError("different configuration changes:\nnode " + first + ":\n"
                    + String.join("\n", expectedChanges) + "\nnode " + id + ":\n" + String.join("\n", changes) + "\n"
                    + cluster.diagnosis());
            }
        }
    }

    @Override
    public void close() {
        recorders.values().forEach(Recorder::close);
        recorders.clear();
    }
}
