package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;
import org.gatun.engine.totem.RingId;

/**
 * Nodes joined by an order of messages in memory. A token visits the nodes of a ring in turn; what a node has queued is delivered to
 * all members at its visit, at unaligned addresses.
 */
public final class TestRing {
    private record Message(GroupName group, byte[] bytes) {
    }

    /** One node: its send queue and the configuration it is in. */
    public final class Node implements Groups {
        private final int nodeId;
        private final ArrayDeque<Message> queue = new ArrayDeque<>();
        private GroupListener listener;
        private int[] members = {};
        private boolean tokenCallback;
        private int synchronisations;
        private int capacity = Integer.MAX_VALUE;
        private int reserved;
        private int gathers;
        private QueueLevel level = QueueLevel.LOW;

        private Node(final int nodeId) {
            this.nodeId = nodeId;
        }

        public void listener(final GroupListener newListener) {
            listener = newListener;
        }

        /** The number of messages that the queue takes. */
        public void capacity(final int messages) {
            capacity = messages;
        }

        public void level(final QueueLevel newLevel) {
            level = newLevel;
        }

        public int synchronisations() {
            return synchronisations;
        }

        public int gathers() {
            return gathers;
        }

        public int reserved() {
            return reserved;
        }

        @Override
        public int localNodeId() {
            return nodeId;
        }

        @Override
        public boolean multicast(final boolean apart, final GroupName group, final MemorySegment head, final long headOffset,
            final int headLength, final MemorySegment body, final long bodyOffset, final int bodyLength) {
            if (queue.size() >= capacity) {
                return false;
            }
            final byte[] bytes = new byte[headLength + bodyLength];
            MemorySegment.copy(head, headOffset, MemorySegment.ofArray(bytes), 0, headLength);
            MemorySegment.copy(body, bodyOffset, MemorySegment.ofArray(bytes), headLength, bodyLength);
            queue.add(new Message(group, bytes));
            return true;
        }

        @Override
        public int reserve(final int bodyBytes) {
            if (bodyBytes > 4 << 20) {
                return -1;
            }
            if (queue.size() >= capacity) {
                return 0;
            }
            reserved++;
            return 1;
        }

        @Override
        public void release(final int units) {
            reserved -= units;
        }

        @Override
        public QueueLevel queueLevel() {
            return level;
        }

        @Override
        public void synchronisationComplete() {
            synchronisations++;
        }

        @Override
        public void requestTokenCallback() {
            tokenCallback = true;
        }

        @Override
        public void forceGather() {
            gathers++;
        }

        /** A token visit, followed by the delivery of what was sent. */
        public boolean visit() {
            final List<Message> sent = new ArrayList<>(queue);
            queue.clear();
            final boolean callback = tokenCallback;
            tokenCallback = false;
            if (callback) {
                listener.onTokenSent();
            }
            for (final Message message : sent) {
                for (final int member : members) {
                    deliver(nodes.get(member), message);
                }
            }
            return callback || !sent.isEmpty();
        }

        private void deliver(final Node to, final Message message) {
            final byte[] unaligned = new byte[message.bytes.length + 5];
            System.arraycopy(message.bytes, 0, unaligned, 5, message.bytes.length);
            to.listener.onDeliver(message.group, nodeId, MemorySegment.ofArray(unaligned), 5, message.bytes.length, false);
        }
    }

    private final TreeMap<Integer, Node> nodes = new TreeMap<>();
    private long sequence;

    /** A new node, alone and without a ring; a node of the same id is forgotten, as after a crash. */
    public Node add(final int nodeId) {
        final Node node = new Node(nodeId);
        nodes.put(nodeId, node);
        return node;
    }

    /** Installs a new ring of these nodes. Their unsent messages stay with them. */
    public RingId install(final int... members) {
        Arrays.sort(members);
        sequence += 4;
        final RingId ringId = new RingId(members[0], sequence);
        final TreeMap<Integer, int[]> before = new TreeMap<>();
        for (final int member : members) {
            before.put(member, nodes.get(member).members);
        }
        for (final int member : members) {
            final Node node = nodes.get(member);
            // Only nodes that were in the same old ring, and still know it, come along.
            final int[] transitional = Arrays.stream(node.members)
                .filter(other -> before.containsKey(other) && Arrays.equals(before.get(other), node.members)).toArray();
            node.listener.onConfigurationChange(true, ringId, transitional, without(node.members, transitional), new int[0]);
            node.listener.onConfigurationChange(false, ringId, members.clone(), new int[0], without(members, transitional));
        }
        for (final int member : members) {
            nodes.get(member).members = members.clone();
        }
        return ringId;
    }

    /** Lets the token go round until no node has anything to send. */
    public void run() {
        boolean busy = true;
        for (int round = 0; busy; round++) {
            if (round > 10_000) {
                throw new AssertionError("the ring does not come to rest");
            }
            busy = round();
        }
    }

    /** One rotation of the token; whether anything was done. */
    public boolean round() {
        boolean busy = false;
        for (final Node node : List.copyOf(nodes.values())) {
            busy |= node.visit();
        }
        return busy;
    }

    private static int[] without(final int[] nodes, final int[] others) {
        return Arrays.stream(nodes).filter(node -> Arrays.stream(others).noneMatch(other -> other == node)).toArray();
    }
}
