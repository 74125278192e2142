package org.gatun.engine.config;

import java.util.Locale;

/** The types of the configuration map, with the numbers and names of corosync's {@code icmap_value_types_t}. Immutable; any thread. */
public enum ValueType {
    /** Signed, 8 bits. */
    I8(1, 1, true),
    /** Unsigned, 8 bits. */
    U8(2, 1, false),
    /** Signed, 16 bits. */
    I16(3, 2, true),
    /** Unsigned, 16 bits. */
    U16(4, 2, false),
    /** Signed, 32 bits. */
    I32(5, 4, true),
    /** Unsigned, 32 bits. */
    U32(6, 4, false),
    /** Signed, 64 bits. */
    I64(7, 8, true),
    /** Unsigned, 64 bits. */
    U64(8, 8, false),
    /** IEEE 754, 32 bits. */
    FLT(9, 4, true),
    /** IEEE 754, 64 bits. */
    DBL(10, 8, true),
    /** Text and a terminating zero byte, which the length counts. */
    STR(11, 0, false),
    /** Any bytes. */
    BIN(12, 0, false);

    private static final ValueType[] BY_CODE = new ValueType[13];

    static {
        for (final ValueType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int length;
    private final boolean signed;
    private final String label;

    ValueType(final int code, final int length, final boolean signed) {
        this.code = code;
        this.length = length;
        this.signed = signed;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** The number on the wire, 1..12. */
    public int code() {
        return code;
    }

    /** The length of every value of this type in bytes, 0 where it varies. */
    public int length() {
        return length;
    }

    /** The name that the tools print: {@code u32}, {@code str}. */
    public String label() {
        return label;
    }

    /** True for the eight integer types, which can be adjusted. */
    public boolean isInteger() {
        return code <= U64.code;
    }

    /** True if the top bit is a sign; of no meaning for text and binary. */
    public boolean isSigned() {
        return signed;
    }

    /** The lowest value of an integer type. */
    public long min() {
        return signed ? -1L << (length * 8 - 1) : 0;
    }

    /** The highest value of an integer type; for {@link #U64} the bits of 2^64-1, which is -1. */
    public long max() {
        return signed ? ~min() : length == 8 ? -1L : (1L << length * 8) - 1;
    }

    /** The type of a number from the wire, {@code null} for a number that is none. */
    public static ValueType of(final int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
