package org.gatun.test.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Chooses what happens to the cluster next. */
final class Chaos {
    private final Simulation cluster;
    private final Random random;
    private final int nodes;

    Chaos(final Simulation cluster, final Random random) {
        this.cluster = cluster;
        this.random = random;
        this.nodes = cluster.plan().nodes();
    }

    private SimNode anyNode() {
        return cluster.node(1 + random.nextInt(nodes));
    }

    void strike() {
        final SimNode node = anyNode();
        switch (random.nextInt(24)) {
            case 0, 1 -> crash(node);
            case 2 -> leave(node);
            case 3, 4 -> restart(node);
            case 5, 6 -> pause(node);
            case 7, 8 -> resumeAll();
            case 9, 10, 11 -> partition();
            case 12, 13 -> cutOneWay(node);
            case 14 -> {
                cluster.fault(node, Fault.MULTICAST_CUT, "multicasts do not reach it");
                cluster.network().cutMulticast(node.id);
            }
            case 15, 16 -> disturb();
            case 17 -> {
                node.slowNs = random.nextInt(400_000);
                cluster.fault(node, Fault.SLOW_NODE, node.slowNs / 1000 + " us a frame");
            }
            case 18 -> {
                final long aheadNs = random.nextLong(random.nextBoolean() ? 10_000_000L : 5_000_000_000L);
                cluster.fault(node, Fault.CLOCK_JUMP, "ahead by " + aheadNs / 1_000_000 + " ms");
                node.clock.jump(aheadNs);
            }
            case 19 -> {
                cluster.fault(node, Fault.DISK_FULL, "");
                node.disk.full(true);
            }
            case 20 -> {
                if (node.runs()) {
                    final boolean byCall = random.nextBoolean();
                    cluster.fault(node, Fault.CLIENT_DEATH, byCall ? "it leaves" : "it dies");
                    node.endClient(byCall);
                }
            }
            case 21 -> {
                if (node.runs()) {
                    cluster.fault(node, Fault.INTERFACE_CHANGE, "reported up again");
                    node.interfaceChanged();
                }
            }
            default -> heal();
        }
    }

    private void crash(final SimNode node) {
        if (node.isUp()) {
            cluster.fault(node, Fault.CRASH, "");
            node.crash();
        }
    }

    /** A node that is up crashes and is started again at once. */
    void restartOne() {
        final SimNode node = anyNode();
        crash(node);
        restart(node);
    }

    private void leave(final SimNode node) {
        if (node.runs()) {
            cluster.fault(node, Fault.LEAVE, "");
            node.leave();
        }
    }

    private void restart(final SimNode node) {
        if (!node.isUp()) {
            final boolean forgetful = cluster.plan().forgetful() && random.nextBoolean();
            cluster.fault(node, forgetful ? Fault.RESTART_WITHOUT_RING_ID : Fault.RESTART, "");
            node.disk.full(false);
            node.start(forgetful);
        }
    }

    private void pause(final SimNode node) {
        if (node.runs()) {
            cluster.fault(node, Fault.PAUSE, "");
            node.paused = true;
        }
    }

    private void resumeAll() {
        for (int id = 1; id <= nodes; id++) {
            final SimNode node = cluster.node(id);
            if (node.isUp() && node.paused) {
                cluster.fault(node, Fault.RESUME, "");
                node.resume();
            }
        }
    }

    /** Into two or three groups mostly, else into any number of them. */
    private void partition() {
        final int groups = random.nextInt(4) == 0 ? 2 + random.nextInt(nodes) : 2 + random.nextInt(2);
        final int[] group = new int[nodes + 1];
        for (int id = 1; id <= nodes; id++) {
            group[id] = random.nextInt(groups);
        }
        partition(group, groups);
    }

    private List<List<SimNode>> partition(final int[] group, final int groups) {
        final List<List<SimNode>> sides = new ArrayList<>();
        for (int side = 0; side < groups; side++) {
            final List<SimNode> its = new ArrayList<>();
            for (int id = 1; id <= nodes; id++) {
                if (group[id] == side) {
                    its.add(cluster.node(id));
                }
            }
            if (!its.isEmpty()) {
                sides.add(its);
            }
        }
        cluster.fault(null, Fault.PARTITION, sides.stream().map(side -> side.stream().map(node -> node.id).toList()).toList().toString());
        cluster.network().partition(group);
        return sides;
    }

    /** Two sides that do not see each other; the cluster has more than one node. */
    List<List<SimNode>> split() {
        final int[] group = new int[nodes + 1];
        for (int id = 1; id <= nodes; id++) {
            group[id] = random.nextInt(2);
        }
        group[1 + random.nextInt(nodes - 1)] = 0;
        group[nodes] = 1;
        return partition(group, 2);
    }

    /** One link, or all that a node hears by, or all that it is heard by. */
    private void cutOneWay(final SimNode node) {
        final int way = random.nextInt(3);
        final SimNode other = anyNode();
        cluster.fault(node, Fault.ONE_WAY_CUT, way == 0 ? "to " + other.id : way == 1 ? "it hears nobody" : "nobody hears it");
        for (int id = 1; id <= nodes; id++) {
            if (way == 0 ? id == other.id : id != node.id) {
                cluster.network().cut(way == 1 ? id : node.id, way == 1 ? node.id : id, true);
            }
        }
    }

    private void disturb() {
        cluster.fault(null, Fault.LINKS_DISTURBED, "");
        final boolean all = random.nextBoolean();
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                if (all || random.nextInt(nodes) == 0) {
                    cluster.network().disturb(from, to, cluster.plan().corrupting());
                }
            }
        }
    }

    void heal() {
        cluster.fault(null, Fault.HEALING, "");
        cluster.network().heal();
    }

    /** Heals everything and starts what is down. */
    void end() {
        heal();
        resumeAll();
        for (int id = 1; id <= nodes; id++) {
            final SimNode node = cluster.node(id);
            node.slowNs = 0;
            node.disk.full(false);
            restart(node);
        }
    }
}
