package org.gatun.engine.totem.srp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Unaligned integers of the Totem wire. Frames are written little-endian and read in either order: {@code big} is true for a frame
 * whose magic says that its sender is big-endian.
 */
final class Wire {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Wire() {
    }

    static int getInt(final MemorySegment segment, final long offset, final boolean big) {
        final int value = segment.get(INT, offset);
        return big ? Integer.reverseBytes(value) : value;
    }

    static void putInt(final MemorySegment segment, final long offset, final int value) {
        segment.set(INT, offset, value);
    }

    static long getLong(final MemorySegment segment, final long offset, final boolean big) {
        final long value = segment.get(LONG, offset);
        return big ? Long.reverseBytes(value) : value;
    }

    static void putLong(final MemorySegment segment, final long offset, final long value) {
        segment.set(LONG, offset, value);
    }

    static int getShort(final MemorySegment segment, final long offset) {
        return segment.get(SHORT, offset) & 0xffff;
    }

    static void putShort(final MemorySegment segment, final long offset, final int value) {
        segment.set(SHORT, offset, (short)value);
    }

    static int getByte(final MemorySegment segment, final long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    static void putByte(final MemorySegment segment, final long offset, final int value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte)value);
    }
}
