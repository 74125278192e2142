package org.gatun.test.evs;

import java.util.BitSet;

/** A process of a {@link ModelCluster}. */
final class ModelNode {
    final int id;
    final ProcessTrace trace;
    boolean alive;
    ModelRing ring;
    /** By place in the ring's order. */
    BitSet received = new BitSet();
    private int delivered;
    private int passedAru;
    private boolean passed;
    private int incarnation = -1;
    private long counter;

    ModelNode(final int id, final ProcessTrace trace) {
        this.id = id;
        this.trace = trace;
    }

    void start() {
        alive = true;
        ring = null;
        trace.begin(++incarnation);
        trace.limits(50, 17);
    }

    void enter(final ModelRing next) {
        ring = next;
        ring.present.add(this);
        received = new BitSet();
        delivered = 0;
        passed = false;
        trace.regular(next.rep, next.seq, next.memberIds());
    }

    /** A node that is alone keeps its token to itself. */
    private boolean isSeen() {
        return ring.members.size() > 1;
    }

    void takeToken() {
        if (isSeen()) {
            trace.token(ring.rep, ring.seq, ring.tokenSeq, ring.highestSeq(), ring.aru);
            final int aru = received.nextClearBit(0);
            for (int position = aru; position < ring.messages.size(); position = received.nextClearBit(position + 1)) {
                trace.ask(ring.rep, ring.seq, ring.seqOf(position), ring.seqOf(aru - 1));
            }
        }
    }

    void passToken() {
        if (isSeen()) {
            ring.aru = ring.received();
            trace.passToken(ring.rep, ring.seq, ++ring.tokenSeq, ring.highestSeq(), ring.aru);
            if (passed) {
                trace.discard(ring.rep, ring.seq, passedAru - ring.aru < 0 ? passedAru : ring.aru);
            }
            passed = true;
            passedAru = ring.aru;
        }
    }

    /** Sends a message again, if it has it. */
    void repeat(final int position) {
        if (received.get(position)) {
            final ModelRing.Message message = ring.messages.get(position);
            trace.repeat(message.sender().id, message.incarnation(), message.counter(), ring.rep, ring.seq, ring.seqOf(position),
                    message.hash());
        }
    }

    void send(final boolean safe, final long hash) {
        final int position = ring.messages.size();
        ring.messages.add(new ModelRing.Message(this, incarnation, counter, safe, hash));
        received.set(position);
        trace.send(incarnation, counter++, ring.seqOf(position), safe, hash);
    }

    int deliverable() {
        return ring.deliverable(received.nextClearBit(0));
    }

    /** Delivers up to a place in the order. */
    void deliver(final int end) {
        while (delivered < end) {
            deliverOne(delivered++);
        }
    }

    void deliverOne(final int position) {
        final ModelRing.Message message = ring.messages.get(position);
        trace.deliver(message.sender().id, message.incarnation(), message.counter(), ring.seqOf(position), message.hash());
    }

    void fail() {
        alive = false;
        if (ring != null) {
            ring.acknowledge(this, received.nextClearBit(0));
            ring.present.remove(this);
        }
        trace.fail();
    }
}
