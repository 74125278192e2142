package org.gatun.engine.totem;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clusters whose size, load, faults and their times all come from a seed. First whatever happens must not break the order; then the
 * network heals, and one ring must come, and everything that was sent must arrive at its sender.
 */
final class ClusterChaosTest {
    private static final int STEPS = 25;
    /** Messages that a node sends from one disturbance to the next, if it can. */
    private static final int LOAD = 200;
    /** How many seeds a build runs; more with -Dgatun.chaos.seeds. */
    private static final long SEEDS = Long.getLong("gatun.chaos.seeds", 400);
    private static final long FIRST_SEED = Long.getLong("gatun.chaos.first", 1);

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
    }

    /** Messages are never cut: what nodes deliver that change together is the same to the message. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepVirtualSynchrony(final long seed) {
        run(seed, true);
    }

    /** Messages of all sizes, queues full. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepTheOrderOfMessagesInFragments(final long seed) {
        run(-seed, false);
    }

    private static void run(final long seed, final boolean whole) {
        final Random choice = new Random(seed);
        final int count = 2 + choice.nextInt(5);
        try (SimCluster cluster = new SimCluster(count, seed, choice.nextInt(3) == 0 ? -1 - choice.nextInt(200) : 0)) {
            cluster.nodes.forEach(node -> configure(node, whole, choice));
            cluster.nodes.forEach(SimNode::start);
            cluster.run(choice.nextInt(4000));
            for (int step = 0; step < STEPS; step++) {
                disturb(cluster, choice);
                cluster.nodes.forEach(node -> node.toSend = choice.nextInt(LOAD));
                cluster.run(1 + (choice.nextBoolean() ? choice.nextInt(60) : choice.nextInt(2500)));
            }
            cluster.heal();
            cluster.nodes.forEach(node -> {
                if (node.paused && node.alive) {
                    node.resume();
                } else if (!node.alive) {
                    node.start();
                    configure(node, whole, choice);
                }
            });
            cluster.await(60_000, "one ring", cluster::isOneRing);
            cluster.await(20_000, "all sent", () -> cluster.nodes.stream().allMatch(node -> node.toSend == 0));
            if (whole) {
                cluster.await(20_000, "own messages", () -> cluster.nodes.stream().allMatch(node -> node.ownDelivered == node.sent));
            }
            SimHistory.checkAll(cluster.nodes.stream().flatMap(node -> node.histories.stream()).toList(), whole);
        } catch (final AssertionError | RuntimeException e) {
            throw new AssertionError("seed=" + seed + ", whole=" + whole + ": " + e.getMessage(), e);
        }
    }

    private static void configure(final SimNode node, final boolean whole, final Random choice) {
        node.toSend = LOAD;
        node.lengthMax = whole ? 60 : choice.nextBoolean() ? 200 : 4000;
        // Eight small messages never fill a packet.
        node.window = whole ? 8 : 20 + choice.nextInt(100);
    }

    private static void disturb(final SimCluster cluster, final Random choice) {
        final SimNode node = cluster.node(1 + choice.nextInt(cluster.nodes.size()));
        switch (choice.nextInt(10)) {
            case 0 -> {
                if (node.alive) {
                    node.kill();
                }
            }
            case 1 -> {
                if (node.runs()) {
                    node.leave();
                }
            }
            case 2 -> {
                if (!node.alive) {
                    node.start();
                }
            }
            case 3 -> {
                if (node.runs()) {
                    node.pause();
                }
            }
            case 4 -> cluster.nodes.stream().filter(other -> other.paused && other.alive).forEach(SimNode::resume);
            case 5 -> cluster.partition(node.id, 1 + choice.nextInt(cluster.nodes.size()));
            case 6 -> cluster.cut(node.id, 1 + choice.nextInt(cluster.nodes.size()), true);
            case 7 -> {
                cluster.loss = choice.nextDouble() * 0.2;
                cluster.duplication = choice.nextDouble() * 0.2;
                cluster.jitterNs = choice.nextInt(1_000_000);
            }
            default -> cluster.heal();
        }
    }
}
