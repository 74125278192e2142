package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A model of rings that keeps every promise, and writes the traces of its processes: load, lost and late messages, partitions, merges,
 * crashes before, in and between configurations, restarts. Everything comes from a seed.
 */
final class ModelCluster {
    private static final int STEP = 4;

    final Trace trace = new Trace();
    private final Random choice;
    private final List<ModelNode> nodes = new ArrayList<>();
    private final int firstSeq;
    private final int firstTokenSeq;
    private long ringSeq = STEP;

    /**
     * @param firstSeq number of the first message of each ring
     * @param firstTokenSeq number of the first token of each ring
     */
    ModelCluster(final long seed, final int count, final int firstSeq, final int firstTokenSeq) {
        choice = new Random(seed);
        this.firstSeq = firstSeq;
        this.firstTokenSeq = firstTokenSeq;
        for (int id = 1; id <= count; id++) {
            nodes.add(new ModelNode(id, trace.process(id)));
        }
        nodes.forEach(this::start);
    }

    /** A settled trace of some changes with load between them. */
    static Trace settled(final long seed, final int changes, final int load) {
        return settled(seed, changes, load, 1, 1);
    }

    static Trace settled(final long seed, final int changes, final int load, final int firstSeq, final int firstTokenSeq) {
        final ModelCluster cluster = new ModelCluster(seed, 2 + (int) (seed % 5), firstSeq, firstTokenSeq);
        for (int i = 0; i < changes; i++) {
            cluster.change();
            cluster.load(load);
        }
        cluster.settle(load);
        return cluster.trace;
    }

    private long nextRingSeq() {
        ringSeq += STEP;
        return ringSeq;
    }

    /** Alone in a regular configuration, or with none yet, as after a start of corosync's. */
    private void start(final ModelNode node) {
        node.start();
        if (choice.nextBoolean()) {
            enter(node, ring(List.of(node)));
        }
    }

    private ModelRing ring(final List<ModelNode> members) {
        return new ModelRing(members.get(0).id, nextRingSeq(), members, firstSeq, firstTokenSeq);
    }

    private void enter(final ModelNode node, final ModelRing ring) {
        node.enter(ring);
        node.trace.quorum(ring.rep, ring.seq, 2 * ring.members.size() > nodes.size(), false);
    }

    /** So many visits of tokens: members send, receive some, deliver some. */
    void load(final int visits) {
        for (int i = 0; i < visits; i++) {
            final ModelNode node = nodes.get(choice.nextInt(nodes.size()));
            if (node.alive && node.ring != null) {
                final ModelNode holder = node.ring.nextHolder();
                holder.takeToken();
                if (choice.nextInt(4) == 0) {
                    holder.repeat(choice.nextInt(1 + holder.ring.messages.size()));
                }
                for (int count = choice.nextInt(3); count > 0; count--) {
                    holder.send(choice.nextInt(3) == 0, choice.nextLong());
                }
                holder.passToken();
                node.ring.present.forEach(this::receive);
            }
        }
    }

    private void receive(final ModelNode node) {
        for (int position = 0; position < node.ring.messages.size(); position++) {
            if (choice.nextInt(8) != 0) {
                node.received.set(position);
            }
        }
        if (choice.nextInt(3) != 0) {
            node.deliver(node.deliverable());
        }
    }

    /** Some fail, some start, the others form new rings. */
    void change() {
        for (final ModelNode node : nodes) {
            if (!node.alive && choice.nextInt(3) != 0) {
                start(node);
            } else if (node.alive && choice.nextInt(12) == 0) {
                node.fail();
            }
        }
        final int parts = 1 + choice.nextInt(3);
        final List<List<ModelNode>> components = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            components.add(new ArrayList<>());
        }
        nodes.stream().filter(node -> node.alive).forEach(node -> components.get(choice.nextInt(parts)).add(node));
        components.stream().filter(component -> !component.isEmpty()).forEach(component -> {
            final Set<ModelNode> dying = new LinkedHashSet<>();
            if (component.size() > 1 && choice.nextInt(4) == 0) {
                dying.add(component.get(choice.nextInt(component.size())));
            }
            form(component, dying);
        });
    }

    /** All who live form one ring, deliver everything and are idle. */
    void settle(final int load) {
        nodes.stream().filter(node -> !node.alive).forEach(this::start);
        form(nodes, Set.of());
        load(load);
        nodes.forEach(node -> node.received.set(0, node.ring.messages.size()));
        nodes.forEach(node -> node.deliver(node.deliverable()));
        nodes.forEach(node -> node.trace.settled());
    }

    private void form(final List<ModelNode> members, final Set<ModelNode> dying) {
        final ModelRing next = ring(members);
        final Map<Object, List<ModelNode>> parts = new LinkedHashMap<>();
        members.forEach(node -> parts.computeIfAbsent(node.ring == null ? node : node.ring, key -> new ArrayList<>()).add(node));
        parts.values().forEach(part -> leave(part, next, dying));
        members.stream().filter(node -> node.alive).forEach(node -> enter(node, next));
    }

    /** Those who come from one ring give each other what they have, and deliver what remains of it. */
    private void leave(final List<ModelNode> part, final ModelRing next, final Set<ModelNode> dying) {
        final int[] ids = part.stream().mapToInt(node -> node.id).toArray();
        part.forEach(node -> node.trace.gather());
        final ModelRing old = part.get(0).ring;
        if (old == null) {
            part.get(0).trace.transitional(next.rep, next.seq, part.get(0).id, nextRingSeq(), ids);
            fail(part, dying);
            return;
        }
        final BitSet all = new BitSet();
        part.forEach(node -> all.or(node.received));
        final int hole = all.nextClearBit(0);
        final int regular = old.deliverable(hole);
        final List<Integer> rest = new ArrayList<>();
        for (int position = all.nextSetBit(regular); position >= 0; position = all.nextSetBit(position + 1)) {
            if (position < hole || part.contains(old.messages.get(position).sender())) {
                rest.add(position);
            }
        }
        for (final ModelNode node : part) {
            old.present.remove(node);
            if (dying.contains(node) && choice.nextBoolean()) {
                node.fail();
                continue;
            }
            node.deliver(regular);
            node.trace.transitional(next.rep, next.seq, old.rep, old.seq, ids);
            final int count = dying.contains(node) ? choice.nextInt(rest.size() + 1) : rest.size();
            rest.subList(0, count).forEach(node::deliverOne);
        }
        // What one has of the others is acknowledged on the old ring, too: nobody of another part may take it for missing.
        part.forEach(node -> node.received.or(all));
        fail(part, dying);
    }

    private static void fail(final List<ModelNode> part, final Set<ModelNode> dying) {
        part.stream().filter(node -> node.alive && dying.contains(node)).forEach(ModelNode::fail);
    }
}
