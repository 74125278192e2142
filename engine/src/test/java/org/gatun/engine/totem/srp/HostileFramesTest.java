package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.gatun.engine.totem.RingId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes from anybody. Frames are heap segments of their exact length: a read outside of them is an exception, and none may come out
 * of the ring. Afterwards the nodes still form a ring and deliver.
 */
final class HostileFramesTest {
    private static final List<byte[]> CAPTURED = CapturedFrames.all();
    private static final int[] NASTY = {0, 1, 2, 3, -1, 31, 385, 16_383, 16_384, 16_385, 0x7fff_ffff, 0x8000_0000, 0x8000_0001,
        0xffff_0000, 0x4000_0000};

    @Property(tries = 500)
    void shouldDropRandomBytes(@ForAll @Size(max = 200) final byte[] bytes, @ForAll @IntRange(max = 6) final int type) {
        try (RingCluster cluster = new RingCluster(1, RingCluster.defaults())) {
            cluster.form(1);
            cluster.node(1).inject(bytes);
            final byte[] framed = Arrays.copyOf(bytes, Math.max(bytes.length, TotemHeader.LENGTH));
            framed[0] = 0x70;
            framed[1] = (byte)0xc0;
            framed[2] = 3;
            framed[3] = (byte)type;
            cluster.node(1).inject(framed);
            cluster.run(1);
        }
    }

    @Test
    void shouldCountWhatIsDropped() {
        try (RingCluster cluster = new RingCluster(1, RingCluster.defaults())) {
            cluster.form(1);
            final RingCounters counters = cluster.node(1).counters;
            final byte[] frame = new byte[TotemHeader.LENGTH];
            cluster.node(1).inject(new byte[0]);
            cluster.node(1).inject(frame);
            for (int type = 0; type <= 6; type++) {
                TotemHeader.write(MemorySegment.ofArray(frame), 0, type, 0, 2);
                cluster.node(1).inject(frame);
            }
            assertEquals(9, counters.rxMsgDropped);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldSurviveForgedFrames(final long seed) {
        final Random random = new Random(seed);
        try (RingCluster cluster = new RingCluster(3, RingCluster.parameters(0, 60, 0, 0, false), random.nextBoolean() ? 0 : -500)) {
            cluster.recording = false;
            cluster.nodes.forEach(RingCluster.Node::start);
            for (int i = 0; i < 3000; i++) {
                final RingCluster.Node node = cluster.node(1 + random.nextInt(3));
                node.inject(forged(random, node.ring.ringId()));
                if (random.nextInt(4) == 0) {
                    node.send(i);
                }
                if (random.nextInt(8) == 0) {
                    cluster.runNs(random.nextInt(random.nextInt(20) == 0 ? 1_000_000_000 : 300_000));
                }
            }
            cluster.runUntil("one ring", 300_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
            cluster.run(5000);
            cluster.runUntil("one ring", 300_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
            cluster.nodes.forEach(RingCluster.Node::takeEvents);
            assertTrue(cluster.node(1).send(-7));
            cluster.runUntil("delivery", 300_000, all -> all.nodes.stream().allMatch(node -> node.events.contains("1:-7")));
        }
    }

    /** A captured frame with damage: random fields, often with the ring id that the node is in. */
    private static byte[] forged(final Random random, final RingId ring) {
        byte[] frame = CAPTURED.get(random.nextInt(CAPTURED.size())).clone();
        final MemorySegment s = MemorySegment.ofArray(frame);
        if (random.nextInt(3) > 0) {
            final int at = switch (frame[3]) {
                case TotemHeader.ORF_TOKEN -> 29;
                case TotemHeader.MCAST -> 25;
                case TotemHeader.HOLD_CANCEL -> 13;
                default -> 17;
            };
            if (frame[3] == TotemHeader.JOIN) {
                Wire.putLong(s, 25, ring.sequence() + random.nextInt(3));
            } else {
                Wire.putInt(s, at, ring.representative());
                Wire.putLong(s, at + 4, ring.sequence() + (random.nextInt(4) == 0 ? 4 : 0));
            }
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            final int field = TotemHeader.LENGTH + 4 * random.nextInt(Math.min(30, (frame.length - TotemHeader.LENGTH) / 4));
            Wire.putInt(s, field, random.nextBoolean() ? NASTY[random.nextInt(NASTY.length)] : random.nextInt(20));
        }
        if (frame[3] == TotemHeader.ORF_TOKEN && frame.length >= OrfToken.LENGTH) {
            // Whoever can forge this flag can keep a ring in recovery: only the node that has set it clears it.
            Wire.putInt(s, 49, 0);
        }
        if (random.nextInt(20) == 0) {
            frame = CapturedFrames.swapped(CAPTURED.get(random.nextInt(CAPTURED.size())));
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
    }
}
