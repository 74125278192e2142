package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of C nodes are decoded and encoded to the same bytes, as they were captured and in the other byte order. */
final class CodecTest {
    private static final int TARGET_NODE_ID = 9;

    @Test
    void shouldHaveFramesOfAllTypes() {
        for (int type = TotemHeader.ORF_TOKEN; type <= TotemHeader.HOLD_CANCEL; type++) {
            assertFalse(CapturedFrames.ofType(type).isEmpty(), "type " + type);
        }
        assertTrue(CapturedFrames.ofType(TotemHeader.MCAST).stream().anyMatch(frame -> frame[4] == TotemHeader.ENCAPSULATED));
        assertTrue(CapturedFrames.ofType(TotemHeader.ORF_TOKEN).stream().anyMatch(frame -> frame.length > OrfToken.LENGTH));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEncodeAsDecodedWhenOrfToken(final boolean big) {
        for (final byte[] frame : CapturedFrames.ofType(TotemHeader.ORF_TOKEN)) {
            final OrfToken token = new OrfToken(MemorySegment.ofArray(new byte[OrfToken.LENGTH_MAX]));
            final MemorySegment in = received(frame, big);
            assertTrue(token.decode(in, 1, frame.length, big));
            final int length = token.encode(TotemHeader.nodeId(in, 1, big));
            assertEncoded(frame, token.bytes, length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEncodeAsDecodedWhenCommitToken(final boolean big) {
        for (final byte[] frame : CapturedFrames.ofType(TotemHeader.COMMIT_TOKEN)) {
            final CommitToken token = new CommitToken();
            final MemorySegment in = received(frame, big);
            assertTrue(token.decode(in, 1, frame.length, big));
            final MemorySegment out = MemorySegment.ofArray(new byte[CommitToken.LENGTH_MAX]);
            assertEncoded(frame, out, token.encode(out, TotemHeader.nodeId(in, 1, big)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEncodeAsDecodedWhenJoin(final boolean big) {
        boolean leaves = false;
        for (final byte[] frame : CapturedFrames.ofType(TotemHeader.JOIN)) {
            final Join join = new Join();
            assertTrue(join.decode(received(frame, big), 1, frame.length, big));
            leaves |= join.leave;
            final MemorySegment out = MemorySegment.ofArray(new byte[Join.LENGTH_MAX]);
            assertEncoded(frame, out, Join.encode(out, join.leave, join.systemFrom, join.ringSeq, join.proc, join.failed));
        }
        assertTrue(leaves);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEncodeAsDecodedWhenMergeDetect(final boolean big) {
        for (final byte[] frame : CapturedFrames.ofType(TotemHeader.MERGE_DETECT)) {
            final MemorySegment in = received(frame, big);
            final MemorySegment out = MemorySegment.ofArray(new byte[MergeDetect.LENGTH]);
            assertEquals(TotemHeader.nodeId(in, 1, big), MergeDetect.systemFrom(in, 1, big));
            assertEncoded(frame, out, MergeDetect.encode(out, MergeDetect.systemFrom(in, 1, big), MergeDetect.ringRep(in, 1, big),
                MergeDetect.ringSeq(in, 1, big)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEncodeAsDecodedWhenHoldCancel(final boolean big) {
        for (final byte[] frame : CapturedFrames.ofType(TotemHeader.HOLD_CANCEL)) {
            final MemorySegment in = received(frame, big);
            final MemorySegment out = MemorySegment.ofArray(new byte[HoldCancel.LENGTH]);
            assertEncoded(frame, out, HoldCancel.encode(out, TotemHeader.nodeId(in, 1, big), HoldCancel.ringRep(in, 1, big),
                HoldCancel.ringSeq(in, 1, big)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEncodeAsDecodedWhenMcast(final boolean big) {
        for (final byte[] frame : CapturedFrames.ofType(TotemHeader.MCAST)) {
            final MemorySegment in = received(frame, big);
            final MemorySegment out = MemorySegment.ofArray(frame.clone());
            out.asSlice(0, Mcast.LENGTH).fill((byte)0xee);
            assertEquals(TotemHeader.nodeId(in, 1, big), Mcast.systemFrom(in, 1, big));
            final MemorySegment captured = MemorySegment.ofArray(frame);
            Mcast.write(out, 0, TotemHeader.encapsulated(in, 1), Mcast.systemFrom(in, 1, big), Wire.getInt(captured, 41, false));
            Mcast.stamp(out, 0, Mcast.seq(in, 1, big), Wire.getInt(captured, 21, false), Mcast.ringRep(in, 1, big),
                Mcast.ringSeq(in, 1, big));
            assertEncoded(frame, out, frame.length);
        }
    }

    @Test
    void shouldReadRetransmitListOfCapturedToken() {
        final byte[] frame = CapturedFrames.ofType(TotemHeader.ORF_TOKEN).stream()
            .filter(candidate -> candidate.length == OrfToken.LENGTH + 3 * OrfToken.ENTRY_LENGTH).findFirst().orElseThrow();
        final OrfToken token = new OrfToken(MemorySegment.ofArray(new byte[OrfToken.LENGTH_MAX]));
        assertTrue(token.decode(MemorySegment.ofArray(frame), 0, frame.length, false));
        assertEquals(List.of(0x17, 0x18, 0x19), List.of(token.entrySeq[0], token.entrySeq[1], token.entrySeq[2]));
        assertEquals(0x16, token.aru);
        assertEquals(0x2fL, token.entryRing[2]);
        token.removeEntry(0);
        assertEquals(2, token.entries);
        assertEquals(0x18, token.entrySeq[0]);
        assertTrue(token.requests(0x19));
        assertFalse(token.requests(0x17));
    }

    @Test
    void shouldReadLeaveWhenNodeIdIsZero() {
        final byte[] frame = HexFormat.of().parseHex("70c003030000000000000000000200000002000000010000001d00000000000000"
            + "010000000300000002000000");
        final Join join = new Join();
        assertTrue(join.decode(MemorySegment.ofArray(frame), 0, frame.length, false));
        assertTrue(join.leave);
        assertEquals(2, join.systemFrom);
        assertEquals(2, join.lastFailed);
        assertEquals(0x1dL, join.ringSeq);
        assertArrayEquals(new int[] {1, 3}, join.proc.toArray());
    }

    @Test
    void shouldRefuseEveryShorterLength() {
        for (final byte[] frame : CapturedFrames.all()) {
            for (int length = 0; length < frame.length; length++) {
                assertFalse(decodes(Arrays.copyOf(frame, length), frame[3], length), "type " + frame[3] + ", length " + length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 31, 385, 0x4000_0000, 0x1000_0000})
    void shouldRefuseCountsOutOfBounds(final int count) {
        final MemorySegment s = Arena.ofAuto().allocate(65_536);
        TotemHeader.write(s, 0, TotemHeader.ORF_TOKEN, 0, 1);
        Wire.putInt(s, 53, count);
        assertFalse(new OrfToken(Arena.ofAuto().allocate(OrfToken.LENGTH_MAX)).decode(s, 0, 65_536, false));
        if (count == 31) {
            return;
        }
        Wire.putInt(s, 17, count);
        assertFalse(new Join().decode(s, 0, 65_536, false));
        Wire.putInt(s, 17, 1);
        Wire.putInt(s, 21, count);
        assertFalse(new Join().decode(s, 0, 65_536, false));
        Wire.putInt(s, 33, 0);
        Wire.putInt(s, 37, count);
        assertFalse(new CommitToken().decode(s, 0, 65_536, false));
        Wire.putInt(s, 33, count);
        Wire.putInt(s, 37, 1);
        assertFalse(new CommitToken().decode(s, 0, 65_536, false));
    }

    @Test
    void shouldRefuseCommitTokenWhenMembersAreNotAscendingOrTheRepresentativeIsNotTheFirst() {
        final byte[] frame = CapturedFrames.ofType(TotemHeader.COMMIT_TOKEN).stream()
            .filter(candidate -> candidate.length == CommitToken.LENGTH + 3 * 28).findFirst().orElseThrow();
        final MemorySegment s = MemorySegment.ofArray(frame);
        assertTrue(new CommitToken().decode(s, 0, frame.length, false));
        Wire.putInt(s, 45, 4);
        assertFalse(new CommitToken().decode(s, 0, frame.length, false));
        Wire.putInt(s, 45, 3);
        assertFalse(new CommitToken().decode(s, 0, frame.length, false));
        Wire.putInt(s, 45, 2);
        Wire.putInt(s, 17, 9);
        assertFalse(new CommitToken().decode(s, 0, frame.length, false));
    }

    @Test
    void shouldRefuseHeadersOfOthers() {
        final byte[] frame = CapturedFrames.all().getFirst();
        assertTrue(TotemHeader.isValid(MemorySegment.ofArray(frame), 0, frame.length));
        assertFalse(TotemHeader.isValid(MemorySegment.ofArray(frame), 0, 12));
        for (int i = 0; i < 3; i++) {
            final byte[] other = frame.clone();
            other[i]++;
            assertFalse(TotemHeader.isValid(MemorySegment.ofArray(other), 0, other.length), "byte " + i);
        }
    }

    private static boolean decodes(final byte[] bytes, final int type, final int length) {
        final MemorySegment s = MemorySegment.ofArray(bytes);
        if (!TotemHeader.isValid(s, 0, length)) {
            return false;
        }
        return switch (type) {
            case TotemHeader.ORF_TOKEN ->
                new OrfToken(MemorySegment.ofArray(new byte[OrfToken.LENGTH_MAX])).decode(s, 0, length, false);
            case TotemHeader.JOIN -> new Join().decode(s, 0, length, false);
            case TotemHeader.COMMIT_TOKEN -> new CommitToken().decode(s, 0, length, false);
            // The other types have no counts: their users compare with the fixed length.
            default -> false;
        };
    }

    /** The frame in the wanted byte order, at an odd offset. */
    private static MemorySegment received(final byte[] frame, final boolean big) {
        final MemorySegment s = MemorySegment.ofArray(new byte[frame.length + 1]);
        s.asSlice(1).copyFrom(MemorySegment.ofArray(big ? CapturedFrames.swapped(frame) : frame));
        assertEquals(big, TotemHeader.isBig(s, 1));
        return s;
    }

    /** Equal but for the target node id, which C leaves unset. */
    private static void assertEncoded(final byte[] expected, final MemorySegment actual, final int length) {
        MemorySegment.copy(MemorySegment.ofArray(expected), TARGET_NODE_ID, actual, TARGET_NODE_ID, Integer.BYTES);
        assertArrayEquals(expected, actual.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }
}
