package org.gatun.test.sim;

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
        switch (random.nextInt(20)) {
            case 0, 1 -> crash(node);
            case 2 -> leave(node);
            case 3, 4 -> restart(node);
            case 5, 6 -> pause(node);
            case 7, 8 -> resumeAll();
            case 9, 10, 11 -> partition();
            case 12 -> {
                cluster.faults().count(Fault.ONE_WAY_CUT);
                cluster.network().cut(node.id, anyNode().id, true);
            }
            case 13, 14 -> disturb();
            case 15 -> {
                cluster.faults().count(Fault.SLOW_NODE);
                node.slowNs = random.nextInt(400_000);
            }
            case 16 -> {
                cluster.faults().count(Fault.CLOCK_JUMP);
                node.clock.jump(random.nextLong(random.nextBoolean() ? 10_000_000L : 5_000_000_000L));
            }
            case 17 -> {
                cluster.faults().count(Fault.DISK_FULL);
                node.disk.full(true);
            }
            case 18 -> {
                if (node.runs()) {
                    cluster.faults().count(Fault.CLIENT_DEATH);
                    node.endClient(random.nextBoolean());
                }
            }
            default -> heal();
        }
    }

    private void crash(final SimNode node) {
        if (node.isUp()) {
            cluster.faults().count(Fault.CRASH);
            node.crash();
        }
    }

    private void leave(final SimNode node) {
        if (node.runs()) {
            cluster.faults().count(Fault.LEAVE);
            node.leave();
        }
    }

    private void restart(final SimNode node) {
        if (!node.isUp()) {
            final boolean forgetful = cluster.plan().forgetful() && random.nextBoolean();
            cluster.faults().count(forgetful ? Fault.RESTART_WITHOUT_RING_ID : Fault.RESTART);
            node.disk.full(false);
            node.start(forgetful);
        }
    }

    private void pause(final SimNode node) {
        if (node.runs()) {
            cluster.faults().count(Fault.PAUSE);
            node.paused = true;
        }
    }

    private void resumeAll() {
        for (int id = 1; id <= nodes; id++) {
            final SimNode node = cluster.node(id);
            if (node.isUp() && node.paused) {
                cluster.faults().count(Fault.RESUME);
                node.resume();
            }
        }
    }

    private void partition() {
        cluster.faults().count(Fault.PARTITION);
        final int[] group = new int[nodes + 1];
        final int groups = 2 + random.nextInt(2);
        for (int id = 1; id <= nodes; id++) {
            group[id] = random.nextInt(groups);
        }
        cluster.network().partition(group);
    }

    private void disturb() {
        cluster.faults().count(Fault.LINKS_DISTURBED);
        final boolean all = random.nextBoolean();
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                if (all || random.nextInt(nodes) == 0) {
                    cluster.network().disturb(from, to, cluster.plan().corrupting());
                }
            }
        }
    }

    private void heal() {
        cluster.faults().count(Fault.HEALING);
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
