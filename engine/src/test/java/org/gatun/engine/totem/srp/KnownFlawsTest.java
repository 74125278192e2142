package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.gatun.engine.totem.RingId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that other implementations were or are broken by. A ring drops and counts each of them, and goes on undisturbed. */
final class KnownFlawsTest {
    private static final int TOKEN_LENGTH_HUGE = OrfToken.LENGTH + 4096 * OrfToken.ENTRY_LENGTH;

    /** A frame of zeros with the header and the ring id of a member, and these numbers. */
    private static void assertDropped(final int type, final int ringAt, final int length, final boolean big, final int[] offsets,
        final int[] values) {
        try (RingCluster cluster = new RingCluster(2, RingCluster.defaults())) {
            cluster.form(1, 2);
            cluster.runUntil("one ring", 60_000, all -> all.nodes.stream().allMatch(node -> node.operational(1, 2)));
            final RingCluster.Node node = cluster.node(1);
            final RingId ring = node.ring.ringId();
            final long dropped = node.counters.rxMsgDropped;
            final long gathers = node.counters.gatherEntered;
            node.inject(frame(type, ringAt, length, ring, big, offsets, values));
            assertEquals(dropped + 1, node.counters.rxMsgDropped);
            cluster.run(10_000);
            assertEquals(ring, node.ring.ringId());
            assertEquals(gathers, node.counters.gatherEntered);
            assertEquals(RingState.OPERATIONAL, node.ring.state());
        }
    }

    private static byte[] frame(final int type, final int ringAt, final int length, final RingId ring, final boolean big,
        final int[] offsets, final int[] values) {
        final byte[] frame = new byte[length];
        final MemorySegment s = MemorySegment.ofArray(frame);
        TotemHeader.write(s, 0, type, 0, 2);
        if (ringAt > 0) {
            Wire.putInt(s, ringAt, big ? Integer.reverseBytes(ring.representative()) : ring.representative());
            Wire.putLong(s, ringAt + 4, big ? Long.reverseBytes(ring.sequence()) : ring.sequence());
        }
        for (int i = 0; i < offsets.length; i++) {
            Wire.putInt(s, offsets[i], big ? Integer.reverseBytes(values[i]) : values[i]);
        }
        if (big) {
            Wire.putShort(s, 0, Short.reverseBytes((short)TotemHeader.MAGIC));
            Wire.putInt(s, 5, Integer.reverseBytes(2));
        }
        return frame;
    }

    /** CVE-2025-30472: a retransmit list longer than the array that takes it, from a token whose length agrees or whose size overflows. */
    @ParameterizedTest
    @CsvSource({"31,false", "31,true", "4096,false", "4096,true", "2147483647,false", "-1,false", "-1,true", "268435456,false",
        "268435456,true", "-2147483648,true"})
    void shouldDropTokenWhoseRetransmitListIsTooLong(final int entries, final boolean big) {
        assertDropped(TotemHeader.ORF_TOKEN, 29, TOKEN_LENGTH_HUGE, big, new int[] {17, 53}, new int[] {1 << 20, entries});
    }

    /** Counts whose sum, or whose size in bytes, overflows 32 bits. */
    @ParameterizedTest
    @CsvSource({"2147483647,2147483647,false", "2147483647,2147483647,true", "1073741824,0,false", "0,1073741824,true", "-1,1,false",
        "1,-1,true", "536870912,536870912,false", "385,0,false", "0,385,true"})
    void shouldDropJoinWhoseListsOverflow(final int proc, final int failed, final boolean big) {
        assertDropped(TotemHeader.JOIN, 0, Join.LENGTH_MAX, big, new int[] {13, 17, 21}, new int[] {2, proc, failed});
    }

    /** 28 bytes a member: 153,391,690 of them are 28 × 153,391,690 = 24 bytes modulo 2³². */
    @ParameterizedTest
    @CsvSource({"153391690,0,false", "153391690,0,true", "2147483647,0,false", "-1,0,true", "385,0,false", "0,0,false", "1,2,false",
        "1,-1,true"})
    void shouldDropCommitTokenWhoseMembersOverflow(final int members, final int index, final boolean big) {
        final int listed = NodeSet.MAX + 1;
        final int[] offsets = Arrays.copyOf(new int[] {13, 33, 37}, 3 + listed);
        final int[] values = Arrays.copyOf(new int[] {1, index, members}, 3 + listed);
        for (int i = 0; i < listed; i++) {
            offsets[3 + i] = CommitToken.LENGTH + 4 * i;
            values[3 + i] = i + 1;
        }
        assertDropped(TotemHeader.COMMIT_TOKEN, 17, CommitToken.LENGTH_MAX + 28, big, offsets, values);
    }

    /** Corosync 3.1.7 reads the count of such a token from behind it. */
    @ParameterizedTest
    @CsvSource({"13,false", "29,true", "40,false", "40,true"})
    void shouldDropCommitTokenShorterThanItsFixedPart(final int length, final boolean big) {
        assertDropped(TotemHeader.COMMIT_TOKEN, length < 29 ? 0 : 17, length, big, new int[0], new int[0]);
    }
}
