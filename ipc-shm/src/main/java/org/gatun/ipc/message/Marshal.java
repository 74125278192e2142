package org.gatun.ipc.message;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Little-endian fields and names at any alignment, as the local protocol and the executive messages hold them. Stateless; any thread.
 *
 * <p>The protocol is in host order; every host that corosync's libraries and Gatun share is little-endian.
 */
public final class Marshal {
    /** Bytes of a {@code mar_name_t}: u16 length at 0, 256 bytes of text at 8. */
    public static final int NAME_LENGTH = 264;
    /** Most bytes of text in a {@code mar_name_t}. */
    public static final int NAME_TEXT_MAX = 256;
    /** Where the text of a name starts in both kinds. */
    public static final int NAME_TEXT = 8;
    /** Bytes of a {@code mar_cpg_name_t}: u32 length at 0, 128 bytes at 8. */
    public static final int CPG_NAME_LENGTH = 136;
    /** Most bytes of a group's name. */
    public static final int CPG_NAME_TEXT_MAX = 128;
    /** Bytes of a {@code mar_message_source_t}: u32 node id at 0, u64 cookie at 8. */
    public static final int SOURCE_LENGTH = 16;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Marshal() {
    }

    public static int getU8(final MemorySegment segment, final long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    public static int getU16(final MemorySegment segment, final long offset) {
        return segment.get(SHORT, offset) & 0xffff;
    }

    public static int getInt(final MemorySegment segment, final long offset) {
        return segment.get(INT, offset);
    }

    public static long getLong(final MemorySegment segment, final long offset) {
        return segment.get(LONG, offset);
    }

    public static void putU8(final MemorySegment segment, final long offset, final int value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte)value);
    }

    public static void putU16(final MemorySegment segment, final long offset, final int value) {
        segment.set(SHORT, offset, (short)value);
    }

    public static void putInt(final MemorySegment segment, final long offset, final int value) {
        segment.set(INT, offset, value);
    }

    public static void putLong(final MemorySegment segment, final long offset, final long value) {
        segment.set(LONG, offset, value);
    }

    /** Sets {@code length} bytes to zero. */
    public static void clear(final MemorySegment segment, final long offset, final long length) {
        segment.asSlice(offset, length).fill((byte)0);
    }

    /** Text of at most {@code capacity} bytes up to its first zero byte. */
    public static String getText(final MemorySegment segment, final long offset, final int capacity) {
        int length = 0;
        while (length < capacity && segment.get(ValueLayout.JAVA_BYTE, offset + length) != 0) {
            length++;
        }
        final byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes text into a field of {@code capacity} bytes: cut to leave room for a zero byte, the rest zeros. */
    public static void putText(final MemorySegment segment, final long offset, final int capacity, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final int length = Math.min(bytes.length, capacity - 1);
        clear(segment, offset, capacity);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset, length);
    }

    /** The length field of a {@code mar_name_t}, unchecked. */
    public static int nameLength(final MemorySegment segment, final long offset) {
        return getU16(segment, offset);
    }

    /** The text of a {@code mar_name_t} up to its first zero byte, whatever its length field says. */
    public static String getName(final MemorySegment segment, final long offset) {
        return getText(segment, offset + NAME_TEXT, NAME_TEXT_MAX);
    }

    /** Writes a whole {@code mar_name_t}; the length does not count the zero byte. */
    public static void putName(final MemorySegment segment, final long offset, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final int length = Math.min(bytes.length, NAME_TEXT_MAX);
        clear(segment, offset, NAME_LENGTH);
        putU16(segment, offset, length);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset + NAME_TEXT, length);
    }

    /** The bytes of a {@code mar_cpg_name_t}; a length above 128 is taken as 128. */
    public static byte[] getCpgName(final MemorySegment segment, final long offset) {
        final int length = cpgNameLength(segment, offset);
        final byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset + NAME_TEXT, bytes, 0, length);
        return bytes;
    }

    /** The length of a {@code mar_cpg_name_t} as far as there can be bytes: 0..128. */
    public static int cpgNameLength(final MemorySegment segment, final long offset) {
        final int length = getInt(segment, offset);
        return Integer.compareUnsigned(length, CPG_NAME_TEXT_MAX) > 0 ? CPG_NAME_TEXT_MAX : length;
    }

    /**
     * Writes a whole {@code mar_cpg_name_t}.
     *
     * @throws IllegalArgumentException if the name is longer than 128 bytes
     */
    public static void putCpgName(final MemorySegment segment, final long offset, final byte[] name) {
        if (name.length > CPG_NAME_TEXT_MAX) {
            throw new IllegalArgumentException("group name too long: length=" + name.length);
        }
        clear(segment, offset, CPG_NAME_LENGTH);
        putInt(segment, offset, name.length);
        MemorySegment.copy(name, 0, segment, ValueLayout.JAVA_BYTE, offset + NAME_TEXT, name.length);
    }
}
