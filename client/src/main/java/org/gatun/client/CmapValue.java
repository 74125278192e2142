package org.gatun.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A value of the map with its type. Immutable; any thread. */
public final class CmapValue {
    private final CmapType type;
    private final byte[] bytes;

    private CmapValue(final CmapType type, final byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** A value of bytes as they come from the engine, not copied; {@code null} if the length does not fit the type. */
    static CmapValue of(final CmapType type, final byte[] bytes) {
        return type == null || type.length() != 0 && type.length() != bytes.length ? null : new CmapValue(type, bytes);
    }

    /**
     * An integer: the low bytes of {@code value} that the type has room for.
     *
     * @throws IllegalArgumentException if the type is none of integers
     */
    public static CmapValue ofInteger(final CmapType type, final long value) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException("no type of integers: type=" + type);
        }
        final byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        return new CmapValue(type, Arrays.copyOf(all, type.length()));
    }

    public static CmapValue ofU8(final int value) {
        return ofInteger(CmapType.UINT8, value);
    }

    public static CmapValue ofU32(final int value) {
        return ofInteger(CmapType.UINT32, value);
    }

    public static CmapValue ofU64(final long value) {
        return ofInteger(CmapType.UINT64, value);
    }

    public static CmapValue ofFloat(final float value) {
        return new CmapValue(CmapType.FLOAT, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    }

    public static CmapValue ofDouble(final double value) {
        return new CmapValue(CmapType.DOUBLE, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    }

    /** Text without zero characters. */
    public static CmapValue ofString(final String text) {
        final byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return new CmapValue(CmapType.STRING, Arrays.copyOf(encoded, encoded.length + 1));
    }

    /** A copy of bytes. */
    public static CmapValue ofBinary(final byte[] value) {
        return new CmapValue(CmapType.BINARY, value.clone());
    }

    public CmapType type() {
        return type;
    }

    /** A copy of the bytes as they are in the map: integers in little-endian order, text with its zero byte. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * An integer; unsigned 64-bit ones above 2^63 - 1 come out negative.
     *
     * @throws IllegalStateException if the value is none
     */
    public long asLong() {
        if (!type.isInteger()) {
            throw new IllegalStateException("no integer: type=" + type);
        }
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        final int unused = 64 - 8 * bytes.length;
        return type.isSigned() ? value << unused >> unused : value;
    }

    /**
     * A floating-point number.
     *
     * @throws IllegalStateException if the value is none
     */
    public double asDouble() {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
            default -> throw new IllegalStateException("no floating-point number: type=" + type);
        };
    }

    /** The value in words: numbers in decimal, text up to its zero byte, other bytes in hexadecimal. */
    @Override
    public String toString() {
        return switch (type) {
            case FLOAT, DOUBLE -> Double.toString(asDouble());
            case STRING -> {
                int length = 0;
                while (length < bytes.length && bytes[length] != 0) {
                    length++;
                }
                yield new String(bytes, 0, length, StandardCharsets.UTF_8);
            }
            case BINARY -> HexFormat.of().formatHex(bytes);
            case UINT64 -> Long.toUnsignedString(asLong());
            default -> Long.toString(asLong());
        };
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final CmapValue value && value.type == type && Arrays.equals(value.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }
}
