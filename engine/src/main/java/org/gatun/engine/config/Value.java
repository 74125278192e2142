package org.gatun.engine.config;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A typed value of the configuration map: a type and its bytes in the machine's byte order, as the library sees them. Text carries
 * its terminating zero byte. Immutable; any thread.
 */
public final class Value {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ValueType type;
    private final byte[] bytes;

    private Value(final ValueType type, final byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** The low bits of {@code number} as an integer type. */
    public static Value ofInteger(final ValueType type, final long number) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException("not an integer type: type=" + type);
        }
        final byte[] bytes = new byte[type.length()];
        switch (bytes.length) {
            case 1 -> bytes[0] = (byte)number;
            case 2 -> SHORT.set(bytes, 0, (short)number);
            case 4 -> INT.set(bytes, 0, (int)number);
            default -> LONG.set(bytes, 0, number);
        }
        return new Value(type, bytes);
    }

    public static Value ofI8(final int number) {
        return ofInteger(ValueType.I8, number);
    }

    public static Value ofU8(final int number) {
        return ofInteger(ValueType.U8, number);
    }

    public static Value ofI16(final int number) {
        return ofInteger(ValueType.I16, number);
    }

    public static Value ofU16(final int number) {
        return ofInteger(ValueType.U16, number);
    }

    public static Value ofI32(final int number) {
        return ofInteger(ValueType.I32, number);
    }

    /** Takes the low 32 bits, so that a node id held in an {@code int} may be given as it is. */
    public static Value ofU32(final long number) {
        return ofInteger(ValueType.U32, number);
    }

    public static Value ofI64(final long number) {
        return ofInteger(ValueType.I64, number);
    }

    public static Value ofU64(final long number) {
        return ofInteger(ValueType.U64, number);
    }

    public static Value ofFloat(final float number) {
        final byte[] bytes = new byte[4];
        INT.set(bytes, 0, Float.floatToRawIntBits(number));
        return new Value(ValueType.FLT, bytes);
    }

    public static Value ofDouble(final double number) {
        final byte[] bytes = new byte[8];
        LONG.set(bytes, 0, Double.doubleToRawLongBits(number));
        return new Value(ValueType.DBL, bytes);
    }

    /** Text in UTF-8, up to its first zero character. */
    public static Value ofString(final String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Value ofBinary(final byte[] bytes) {
        return new Value(ValueType.BIN, bytes.clone());
    }

    /** The text in {@code bytes}, up to the first zero byte or the end. */
    static Value text(final byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new Value(ValueType.STR, Arrays.copyOf(bytes, length + 1));
    }

    /**
     * A value from bytes that a client gave. Numbers must have the length of their type; text may lack the zero byte, but nothing
     * may follow it.
     *
     * @return {@code null} if the length does not fit the type (the answer is then {@code CS_ERR_INVALID_PARAM})
     */
    public static Value fromBytes(final ValueType type, final byte[] bytes) {
        return switch (type) {
            case STR -> {
                final Value value = text(bytes);
                yield bytes.length > value.bytes.length ? null : value;
            }
            case BIN -> ofBinary(bytes);
            default -> bytes.length == type.length() ? new Value(type, bytes.clone()) : null;
        };
    }

    public ValueType type() {
        return type;
    }

    /** The length in bytes, the zero byte of text counted. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Writes all {@link #length()} bytes. */
    public void copyTo(final MemorySegment segment, final long offset) {
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    /** Writes at most {@code length} bytes; returns how many. */
    public int copyTo(final MemorySegment segment, final long offset, final int length) {
        final int n = Math.min(length, bytes.length);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset, n);
        return n;
    }

    /**
     * An integer, extended as its type says; {@link ValueType#U64} as its 64 bits.
     *
     * @throws IllegalStateException if the type is not an integer
     */
    public long asLong() {
        return switch (type) {
            case I8 -> bytes[0];
            case U8 -> bytes[0] & 0xffL;
            case I16 -> (short)SHORT.get(bytes, 0);
            case U16 -> (short)SHORT.get(bytes, 0) & 0xffffL;
            case I32 -> (int)INT.get(bytes, 0);
            case U32 -> (int)INT.get(bytes, 0) & 0xffff_ffffL;
            case I64, U64 -> (long)LONG.get(bytes, 0);
            default -> throw mismatch("an integer");
        };
    }

    /** The low 32 bits of {@link #asLong()}. */
    public int asInt() {
        return (int)asLong();
    }

    public float asFloat() {
        if (type != ValueType.FLT) {
            throw mismatch("flt");
        }
        return Float.intBitsToFloat((int)INT.get(bytes, 0));
    }

    public double asDouble() {
        if (type != ValueType.DBL) {
            throw mismatch("dbl");
        }
        return Double.longBitsToDouble((long)LONG.get(bytes, 0));
    }

    /** The text without its zero byte. */
    public String asString() {
        if (type != ValueType.STR) {
            throw mismatch("str");
        }
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
    }

    private IllegalStateException mismatch(final String wanted) {
        return new IllegalStateException("value is not " + wanted + ": type=" + type.label());
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final Value value && type == value.type && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return type.code() * 31 + Arrays.hashCode(bytes);
    }

    /** The value as text with its type: {@code 3000 (u32)}. */
    @Override
    public String toString() {
        final String text = switch (type) {
            case FLT -> Float.toString(asFloat());
            case DBL -> Double.toString(asDouble());
            case STR -> asString();
            case BIN -> HexFormat.of().formatHex(bytes);
            case U64 -> Long.toUnsignedString(asLong());
            default -> Long.toString(asLong());
        };
        return text + " (" + type.label() + ')';
    }
}
