package org.gatun.tools.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code gatun demo}: three nodes on loopback addresses form a ring; messages sent on all of them at once are delivered in one order; a
 * node is killed, and comes back; latency is measured. Needs no rights. Exit status 0 only when all of it was as it should be.
 */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Runs a cluster of three nodes on this machine, kills a node and brings it back, and ends by itself.")
public final class Demo implements Callable<Integer> {
    private static final int NODES = 3;
    private static final int VICTIM = 3;
    private static final int MESSAGES = 500;
    private static final Duration FORMATION = Duration.ofSeconds(20);
    private static final Duration DELIVERY = Duration.ofSeconds(10);

    @Option(names = "--latency-seconds", defaultValue = "2",
        description = "How long each latency is measured. Default: ${DEFAULT-VALUE}.")
    private double latencySeconds;

    private final Story story = new Story();
    private final Map<Integer, DemoNode> nodes = new TreeMap<>();
    private final Map<Integer, GroupMember> members = new TreeMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        final Path gatund = gatund();
        if (gatund == null) {
            System.err.println("gatun: the demo starts sbin/gatund of an image, and GATUN_HOME does not name one");
            return 2;
        }
        final Path directory = Files.createTempDirectory("gatun-demo-");
        final Thread cleanUp = new Thread(() -> clean(directory), "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            play(gatund, directory);
            story.say("the demo went as it should");
            return 0;
        } catch (final Story.FailedException | CsException e) {
            story.say("FAILED: %s", e.getMessage());
            for (final DemoNode node : nodes.values()) {
                System.out.println("---- last log lines of node " + node.id() + "\n" + node.lastLogLines(25));
            }
            return 1;
        }
    }

    private static Path gatund() {
        final String home = System.getenv("GATUN_HOME");
        final Path gatund = home == null ? null : Path.of(home, "sbin", "gatund");
        return gatund != null && Files.isExecutable(gatund) ? gatund : null;
    }

    private void play(final Path gatund, final Path directory)
        throws IOException, InterruptedException, Story.FailedException, CsException {
        final int port = freePort();
        story.say("three nodes on %s to %s, udpu, port %d", DemoNode.address(1), DemoNode.address(NODES), port);
        for (int id = 1; id <= NODES; id++) {
            nodes.put(id, new DemoNode(id, gatund, directory, NODES, port));
            nodes.get(id).start();
        }
        for (int id = 1; id <= NODES; id++) {
            members.put(id, GroupMember.join(nodes.get(id), story, FORMATION));
        }
        awaitGroup();

        story.say("all nodes send %d messages each, at the same time", MESSAGES);
        exchange(1);

        story.say("node %d is killed", VICTIM);
        final long killedNs = System.nanoTime();
        nodes.get(VICTIM).kill();
        members.remove(VICTIM).close();
        awaitGroup();
        story.say("the others went on without it %.2f s after", Story.seconds(killedNs));
        exchange(2);

        story.say("node %d starts again", VICTIM);
        final long startedNs = System.nanoTime();
        nodes.get(VICTIM).start();
        members.put(VICTIM, GroupMember.join(nodes.get(VICTIM), story, FORMATION));
        awaitGroup();
        story.say("it was back %.2f s after", Story.seconds(startedNs));
        exchange(3);

        story.say("measuring latency, one message at a time");
        System.out.print(LatencyProbe.measure(nodes.get(1), nodes.get(2), latencySeconds));

        story.say("all nodes stop");
        for (final GroupMember member : members.values()) {
            member.close();
        }
        members.clear();
        for (final DemoNode node : nodes.values()) {
            final int status = node.stop();
            if (status != 0) {
                throw new Story.FailedException("node " + node.id() + " ended with status " + status);
            }
        }
    }

    /** A port that is free, with the one below, on all addresses of the nodes. */
    private static int freePort() throws Story.FailedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            final int port = ThreadLocalRandom.current().nextInt(20_001, 30_000);
            if (isFree(port) && isFree(port - 1)) {
                return port;
            }
        }
        throw new Story.FailedException("no port is free on the loopback addresses");
    }

    private static boolean isFree(final int port) {
        for (int id = 1; id <= NODES; id++) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral(DemoNode.address(id)), port));
            } catch (final IOException e) {
                return false;
            }
        }
        return true;
    }

    private void awaitGroup() throws Story.FailedException, InterruptedException {
        final List<Integer> expected = List.copyOf(members.keySet());
        Story.await("the group is " + expected + " on each of them", FORMATION,
            () -> members.values().stream().allMatch(member -> member.sees(expected)), () -> "some see it otherwise");
    }

    /** All members send at once, and then have the same messages in the same order, each sender's own in theirs. */
    private void exchange(final int act) throws Story.FailedException, InterruptedException {
        final long startNs = System.nanoTime();
        final List<Thread> senders = new ArrayList<>();
        final Map<Integer, CsError> errors = new ConcurrentHashMap<>();
        for (final GroupMember member : members.values()) {
            senders.add(Thread.ofPlatform().daemon().start(() -> errors.put(member.nodeId(), member.send(act, MESSAGES))));
        }
        for (final Thread sender : senders) {
            sender.join();
        }
        for (final Map.Entry<Integer, CsError> entry : errors.entrySet()) {
            if (entry.getValue() != CsError.OK) {
                throw new Story.FailedException("node " + entry.getKey() + " does not send: " + entry.getValue());
            }
        }
        final int total = MESSAGES * members.size();
        Story.await("all " + total + " messages are delivered everywhere", DELIVERY,
            () -> members.values().stream().allMatch(member -> member.delivered(act) == total),
            () -> members.values().stream().map(m -> "node " + m.nodeId() + " has " + m.delivered(act)).toList().toString());
        final double seconds = Story.seconds(startNs);
        List<GroupMember.Delivery> first = null;
        for (final GroupMember member : members.values()) {
            final List<GroupMember.Delivery> order = member.deliveries(act);
            story.say("  node %d: %s ... %08x", member.nodeId(), order.subList(0, 12), order.hashCode());
            checkSenders(member, order);
            if (first != null && !first.equals(order)) {
                throw new Story.FailedException("node " + member.nodeId() + " has another order");
            }
            first = order;
        }
        story.say("the same %d messages in the same order everywhere, in %.0f ms", total, seconds * 1000);
    }

    private void checkSenders(final GroupMember member, final List<GroupMember.Delivery> order) throws Story.FailedException {
        final Map<Integer, Integer> next = new TreeMap<>();
        for (final GroupMember.Delivery delivery : order) {
            final int expected = next.merge(delivery.fromNode(), 1, Integer::sum);
            if (delivery.number() != expected) {
                throw new Story.FailedException("node " + member.nodeId() + " has message " + delivery + " where " + expected
                    + " should be");
            }
        }
    }

    /** Runs when the process ends, whatever way the demo went. */
    private void clean(final Path directory) {
        try {
            for (final DemoNode node : nodes.values()) {
                if (node.isRunning()) {
                    node.kill();
                }
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (final IOException e) {
            System.err.println("gatun: " + directory + " was not removed: " + e.getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
