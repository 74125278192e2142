package org.gatun.test.sim;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

/** The links between all nodes, each with its own faults in each direction. */
final class SimNetwork {
    /** What no network is without, in nanoseconds: with none, two rings can follow each other in step for ever and never meet. */
    private static final int JITTER_NS = 20_000;
    private static final int WIRE_NS = 50_000;
    /** How long a single frame can be held back, so that others overtake it. */
    private static final int HOLDING_NS = 8_000_000;

    /** One direction of a link. */
    private static final class Link {
        private boolean cut;
        private boolean multicastCut;
        private double loss;
        private double duplication;
        private double corruption;
        private double holding;
        private int jitterNs;
        private int delayNs;
        private long lastArrivalNs;
    }

    /** Takes what arrives, and is told of what does not. */
    interface Receiver {
        void schedule(int from, int to, long atNs, byte[] frame);

        /** Whether another frame gets on its way to a node. */
        boolean hasRoom(int to);

        void lost(int from, int to, byte type);
    }

    private final Link[][] links;
    private final Random random;
    private final Receiver receiver;
    private final FaultCounts faults;

    SimNetwork(final int nodes, final Random random, final Receiver receiver, final FaultCounts faults) {
        this.random = random;
        this.receiver = receiver;
        this.faults = faults;
        links = new Link[nodes + 1][nodes + 1];
        for (final Link[] row : links) {
            for (int i = 0; i < row.length; i++) {
                row[i] = new Link();
            }
        }
    }

    void send(final int from, final int to, final MemorySegment segment, final long offset, final int length, final long nowNs) {
        final Link link = links[from][to];
        final boolean cut = link.cut || link.multicastCut && Frames.isMcast(segment, offset);
        final boolean lost = !cut && (link.loss > 0 && random.nextDouble() < link.loss || !receiver.hasRoom(to));
        if (cut || lost) {
            faults.count(lost ? Fault.FRAME_LOST : Fault.FRAME_CUT);
            receiver.lost(from, to, Frames.type(segment, offset));
            return;
        }
        int copies = 1;
        if (link.duplication > 0 && random.nextDouble() < link.duplication) {
            faults.count(Fault.FRAME_DOUBLED);
            copies = 2;
        }
        for (int i = 0; i < copies; i++) {
            final byte[] frame = new byte[length];
            MemorySegment.copy(segment, offset, MemorySegment.ofArray(frame), 0, length);
            final byte[] arrived = link.corruption > 0 && random.nextDouble() < link.corruption ? corrupt(frame) : frame;
            final long atNs = nowNs + WIRE_NS + delay(link);
            if (atNs - link.lastArrivalNs >= 0) {
                link.lastArrivalNs = atNs;
            } else if (link.lastArrivalNs - atNs > JITTER_NS) {
                faults.count(Fault.FRAME_OVERTAKEN);
            }
            receiver.schedule(from, to, atNs, arrived);
        }
    }

    private long delay(final Link link) {
        final boolean held = link.holding > 0 && random.nextDouble() < link.holding;
        if (link.jitterNs > 0 || link.delayNs > 0 || held) {
            faults.count(Fault.FRAME_DELAYED);
        }
        return link.delayNs + random.nextInt(JITTER_NS + link.jitterNs) + (held ? random.nextInt(HOLDING_NS) : 0);
    }

    private byte[] corrupt(final byte[] frame) {
        faults.count(Fault.FRAME_CORRUPTED);
        switch (random.nextInt(3)) {
            case 0 -> {
                return Arrays.copyOf(frame, random.nextInt(frame.length));
            }
            case 1 -> random.nextBytes(frame);
            default -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    frame[random.nextInt(frame.length)] ^= (byte)(1 << random.nextInt(8));
                }
            }
        }
        return frame;
    }

    void cut(final int from, final int to, final boolean cut) {
        links[from][to].cut = cut;
    }

    /** What is multicast does not reach a node any more, tokens do: as when a switch forgets who listens. */
    void cutMulticast(final int to) {
        for (final Link[] from : links) {
            from[to].multicastCut = true;
        }
    }

    /** Nodes of different groups lose each other; {@code group[id]} is a node's. */
    void partition(final int[] group) {
        for (int a = 1; a < group.length; a++) {
            for (int b = 1; b < group.length; b++) {
                links[a][b].cut = group[a] != group[b];
            }
        }
    }

    /** Draws new faults for one direction of a link. */
    void disturb(final int from, final int to, final boolean corrupting) {
        final Link link = links[from][to];
        link.loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.25;
        link.duplication = random.nextBoolean() ? 0 : random.nextDouble() * 0.2;
        link.jitterNs = random.nextBoolean() ? 0 : random.nextInt(2_000_000);
        link.delayNs = random.nextInt(3) == 0 ? random.nextInt(3_000_000) : 0;
        link.holding = random.nextInt(3) == 0 ? random.nextDouble() * 0.1 : 0;
        link.corruption = corrupting ? random.nextDouble() * 0.02 : 0;
    }

    void heal() {
        for (final Link[] row : links) {
            for (int i = 0; i < row.length; i++) {
                row[i] = new Link();
            }
        }
    }
}
