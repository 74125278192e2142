package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A ring of a {@link ModelCluster} with all messages in their order. */
final class ModelRing {
    /** A message at its place in the order. */
    record Message(ModelNode sender, int incarnation, long counter, boolean safe, long hash) {
    }

    final int rep;
    final long seq;
    final List<ModelNode> members;
    /** Those who have entered and not left. */
    final List<ModelNode> present = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    /** Number of the token that is under way, and the aru that it has. */
    int tokenSeq;
    int aru;
    private final int firstSeq;
    private int turn;
    /** What those have received who left or failed; nothing for those who never entered. */
    private final Map<ModelNode, Integer> acknowledged = new LinkedHashMap<>();

    ModelRing(final int rep, final long seq, final List<ModelNode> members, final int firstSeq, final int firstTokenSeq) {
        this.rep = rep;
        this.seq = seq;
        this.members = List.copyOf(members);
        this.firstSeq = firstSeq;
        tokenSeq = firstTokenSeq;
        aru = firstSeq - 1;
    }

    ModelNode nextHolder() {
        return present.get(turn++ % present.size());
    }

    /** The lowest of what those who are there have received. */
    int received() {
        return firstSeq - 1 + present.stream().mapToInt(node -> node.received.nextClearBit(0)).min().orElse(0);
    }

    int highestSeq() {
        return firstSeq - 1 + messages.size();
    }

    int[] memberIds() {
        return members.stream().mapToInt(node -> node.id).toArray();
    }

    long seqOf(final int position) {
        return Integer.toUnsignedLong(firstSeq + position);
    }

    void acknowledge(final ModelNode node, final int prefix) {
        acknowledged.merge(node, prefix, Math::max);
    }

    /** How many of the first messages may be delivered in the regular configuration: safe ones only when all have them. */
    int deliverable(final int received) {
        present.forEach(node -> acknowledge(node, node.received.nextClearBit(0)));
        final int stable = members.stream().mapToInt(node -> acknowledged.getOrDefault(node, 0)).min().orElse(0);
        int count = 0;
        while (count < received && (!messages.get(count).safe || count < stable)) {
            count++;
        }
        return count;
    }
}
