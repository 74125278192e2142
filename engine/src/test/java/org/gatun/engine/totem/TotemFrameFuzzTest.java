package org.gatun.engine.totem;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import org.gatun.engine.FuzzInput;
import org.gatun.engine.totem.srp.CapturedFrames;
import org.gatun.engine.totem.srp.RingState;

/**
 * Anybody's frames, in every state of the ring. The input is a list of steps: what the attacker sends to whom, and what the cluster
 * does meanwhile. Frames are heap segments of their exact length: a read outside of them is an exception, and none may come out.
 */
final class TotemFrameFuzzTest {
    private static final int NODES = 2;
    private static final int STEPS_MAX = 64;
    /** Steps of the simulation at one and the same time, and during one input: more would be a ring that runs in circles. */
    private static final int STILL_MAX = 10_000;
    private static final int WORK_MAX = 400_000;
    private static final int IN_FLIGHT_MAX = 50_000;
    private static final int TAPPED = 16;
    private static final long UNIT_NS = 20_000;
    private static final RingState[] STATES = {RingState.OPERATIONAL, RingState.GATHER, RingState.COMMIT, RingState.RECOVERY};
    private static final List<byte[]> CAPTURED = CapturedFrames.all();

    private final ArrayDeque<byte[]> tapped = new ArrayDeque<>();
    private SimCluster cluster;
    private int work;

    @FuzzTest
    void shouldSurviveFrames(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        try (SimCluster simulated = new SimCluster(NODES, 1, input.u8() % 2 == 0 ? 0 : -500)) {
            cluster = simulated;
            work = 0;
            tapped.clear();
            cluster.tap = this::tap;
            reach(STATES[input.u8() % STATES.length]);
            cluster.forged = true;
            for (int i = 0; i < STEPS_MAX && input.hasRemaining(); i++) {
                step(input);
            }
            runNs(2_000_000_000L);
        }
    }

    /** Runs until the first node is in this state: a ring of all, or on the way to it. */
    private void reach(final RingState state) {
        cluster.nodes.forEach(SimNode::start);
        while (cluster.node(1).ring.state() != state) {
            assertTrue(cluster.step(Long.MAX_VALUE));
        }
    }

    private void step(final FuzzInput input) {
        final int what = input.u8();
        final SimNode node = cluster.node(1 + (what >> 4) % NODES);
        switch (what & 7) {
            case 0 -> inject(node, input.block());
            case 1 -> inject(node, patched(CAPTURED.get(input.u16() % CAPTURED.size()).clone(), node, input));
            case 2 -> inject(node, patched(CapturedFrames.swapped(CAPTURED.get(input.u16() % CAPTURED.size())), node, input));
            case 3 -> inject(node, patched(recent(input.u8()), node, input));
            case 4 -> runNs(UNIT_NS * input.u16());
            case 5 -> node.toSend = Math.min(100, input.u8());
            case 6 -> cluster.cut(node.id, 1 + node.id % NODES, input.u8() % 2 == 1);
            default -> restart(node);
        }
    }

    private static void restart(final SimNode node) {
        node.kill();
        node.start();
    }

    private byte[] recent(final int age) {
        return tapped.stream().skip(age % Math.max(1, tapped.size())).findFirst().orElseGet(() -> new byte[0]).clone();
    }

    private void tap(final byte[] frame) {
        tapped.addFirst(frame);
        if (tapped.size() > TAPPED) {
            tapped.removeLast();
        }
    }

    private void inject(final SimNode node, final byte[] frame) {
        node.ring.onFrame(MemorySegment.ofArray(frame), 0, frame.length, cluster.nowNs);
    }

    /** A damaged frame, or one for the ring of a node that may be damaged elsewhere. */
    private static byte[] patched(final byte[] frame, final SimNode node, final FuzzInput input) {
        final int how = input.u8();
        if ((how & 8) != 0 && frame.length > 41) {
            final int at = switch (frame[3]) {
                case 0 -> 29;
                case 1 -> 25;
                default -> 17;
            };
            final RingId ring = node.ring.ringId();
            ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(at, ring.representative()).putLong(at + 4, ring.sequence());
        }
        return input.patched(frame, how);
    }

    private void runNs(final long ns) {
        final long end = cluster.nowNs + ns;
        long lastNs = cluster.nowNs;
        int still = 0;
        while (work < WORK_MAX && cluster.step(end)) {
            work++;
            still = cluster.nowNs == lastNs ? still + 1 : 0;
            lastNs = cluster.nowNs;
            assertTrue(still < STILL_MAX, "time stands still");
            assertTrue(cluster.inFlight() < IN_FLIGHT_MAX, "frames multiply");
        }
        cluster.nowNs = end;
    }
}
