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

    /** Some nodes have heard a wrong number, the others have not: their rings meet all the same. */
    @ParameterizedTest
    @ValueSource(longs = {1L << 33, 1L << 40, 1L << 41, 1L << 61})
    void shouldGoOnFromARaisedRingSequence(final long ringSeq) {
        try (RingCluster cluster = new RingCluster(3, RingCluster.defaults())) {
            cluster.form(1, 2, 3);
            cluster.loss = hop -> hop.from() == 3 || hop.to().id == 3;
            cluster.node(3).inject(join(2, ringSeq, 2, 3));
            cluster.runUntil("a ring of its own", 20_000, all -> all.node(3).operational(3) && all.node(1).operational(1, 2));
            assertEquals(ringSeq + 4, cluster.node(3).ring.ringId().sequence());
            cluster.loss = hop -> false;
            cluster.runUntil("one ring", 20_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3)));
            assertEquals(ringSeq + 8, cluster.node(1).ring.ringId().sequence());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void shouldNotBelieveARingSequenceThatUsesTheNumbersUp(final long ringSeq) {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1, 2);
            final RingCluster.Node node = cluster.node(2);
            final RingId ring = node.ring.ringId();
            final long dropped = node.counters.rxMsgDropped;
            node.inject(join(1, ringSeq, 1, 2));
            assertEquals(dropped + 1, node.counters.rxMsgDropped);
            assertEquals(RingState.OPERATIONAL, node.ring.state());
            cluster.run(1);
            node.ring.forceGather();
            cluster.runUntil("gather", 10, all -> node.ring.state() == RingState.GATHER);
            final byte[] forged = cluster.sent(0, TotemHeader.COMMIT_TOKEN).getFirst().bytes().clone();
            Wire.putLong(MemorySegment.ofArray(forged), 21, ringSeq);
            node.inject(forged);
            assertEquals(RingState.GATHER, node.ring.state());
            cluster.runUntil("one ring", 20_000, all -> all.nodes.stream().allMatch(each -> each.operational(1, 2)));
            assertTrue(node.ring.ringId().sequence() - ring.sequence() <= 8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12})
    void shouldNotRecoverWithACommitTokenWhoseEntryForThisNodeWasChanged(final int field) {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1, 2);
            final RingCluster.Node node = cluster.node(2);
            cluster.loss = hop -> hop.to() == node && hop.type() == TotemHeader.COMMIT_TOKEN && node.ring.state() == RingState.COMMIT;
            node.ring.forceGather();
            cluster.runUntil("commit", 20_000, all -> all.node(1).ring.state() == RingState.RECOVERY && node.ring.state() == RingState.COMMIT);
            final byte[] token = cluster.sent(0, TotemHeader.COMMIT_TOKEN).stream().filter(sent -> sent.to() == 2).toList().getLast().bytes();
            final byte[] changed = token.clone();
            changed[CommitToken.LENGTH + 2 * 4 + CommitToken.ENTRY_LENGTH + field] ^= 0x10;
            node.inject(changed);
            assertEquals(RingState.COMMIT, node.ring.state());
            node.inject(token);
            assertEquals(RingState.RECOVERY, node.ring.state());
        }
    }

    @Test
    void shouldRaiseAnAruThatNoMemberHasLowered() {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1, 2);
            final byte[][] forged = new byte[1][];
            cluster.loss = hop -> {
                if (hop.type() == TotemHeader.ORF_TOKEN && hop.to().id == 2 && forged[0] == null) {
                    forged[0] = hop.bytes().clone();
                    Wire.putInt(MemorySegment.ofArray(forged[0]), 21, -33_558_528);
                    Wire.putInt(MemorySegment.ofArray(forged[0]), 25, 77);
                    return true;
                }
                return false;
            };
            cluster.runUntil("a token", 2000, all -> forged[0] != null);
            final int from = cluster.wire.size();
            cluster.node(2).inject(forged[0]);
            cluster.run(2000);
            final OrfToken token = cluster.sent(from, TotemHeader.ORF_TOKEN).getLast().orfToken();
            assertEquals(token.seq, token.aru);
            assertEquals(0, token.aruAddr);
        }
    }

    /** Only who has set the flag clears it, so one that nobody has set would stay. */
    @Test
    void shouldEndARecoveryWhenNobodyHasSetItsFlag() {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1, 2);
            cluster.node(2).ring.forceGather();
            final byte[][] forged = new byte[1][];
            cluster.loss = hop -> {
                if (hop.type() == TotemHeader.ORF_TOKEN && hop.to().ring.state() == RingState.RECOVERY && forged[0] == null) {
                    forged[0] = hop.bytes().clone();
                    Wire.putInt(MemorySegment.ofArray(forged[0]), 49, 1);
                    return true;
                }
                return false;
            };
            cluster.runUntil("a token in recovery", 20_000, all -> forged[0] != null);
            cluster.node(2).inject(forged[0]);
            final long took = cluster.runUntil("one ring", 20_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2)));
            assertTrue(took < 3650, () -> "took " + took);
            assertEquals(List.of(), cluster.node(1).tokensLost);
        }
    }

    /** Each node has other strangers in its full lists: they neither keep telling each other of them, nor keep them. */
    @Test
    void shouldComeToRestWhenJoinsFilledTheLists() {
        try (RingCluster cluster = new RingCluster(8, RingCluster.defaults())) {
            cluster.form(1, 2, 3, 4, 5, 6, 7, 8);
            final int from = cluster.wire.size();
            for (final RingCluster.Node node : cluster.nodes) {
                final int[] strangers = new int[NodeSet.MAX - 100];
                Arrays.setAll(strangers, i -> 1000 * node.id + i);
                node.inject(join(node.id % 8 + 1, node.ring.ringId().sequence(), strangers));
            }
            cluster.runUntil("one ring", 60_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2, 3, 4, 5, 6, 7, 8)));
            final int joins = cluster.sent(from, TotemHeader.JOIN).size();
            assertTrue(joins < 8 * 1000, () -> "joins: " + joins);
        }
    }

    private static byte[] join(final int nodeId, final long ringSeq, final int... proc) {
        final NodeSet set = new NodeSet();
        Arrays.stream(proc).forEach(set::add);
        final MemorySegment s = MemorySegment.ofArray(new byte[Join.LENGTH_MAX]);
        return Arrays.copyOf((byte[])s.heapBase().orElseThrow(), Join.encode(s, false, nodeId, ringSeq, set, new NodeSet()));
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
        if (random.nextInt(20) == 0) {
            frame = CapturedFrames.swapped(CAPTURED.get(random.nextInt(CAPTURED.size())));
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
    }
}
