package org.gatun.client;

/** The types of the map's values. */
public enum CmapType {
    INT8(1, "i8", 1), UINT8(2, "u8", 1), INT16(3, "i16", 2), UINT16(4, "u16", 2), INT32(5, "i32", 4), UINT32(6, "u32", 4),
    INT64(7, "i64", 8), UINT64(8, "u64", 8), FLOAT(9, "flt", 4), DOUBLE(10, "dbl", 8),
    /** UTF-8 text with a zero byte behind it. */
    STRING(11, "str", 0),
    /** Any bytes. */
    BINARY(12, "bin", 0);

    private static final CmapType[] TYPES = values();

    private final int number;
    private final String word;
    private final int length;

    CmapType(final int number, final String word, final int length) {
        this.number = number;
        this.word = word;
        this.length = length;
    }

    /** The number in messages. */
    public int number() {
        return number;
    }

    /** The word of the tools: {@code u32}. */
    public String word() {
        return word;
    }

    /** Bytes of a value, 0 = differs. */
    public int length() {
        return length;
    }

    /** Whether it is one of the eight types of integers. */
    public boolean isInteger() {
        return number <= UINT64.number;
    }

    /** Whether values below zero are possible; of integers. */
    public boolean isSigned() {
        return number % 2 == 1;
    }

    /** The type of a number, {@code null} for none. */
    public static CmapType of(final int number) {
        return number >= 1 && number <= TYPES.length ? TYPES[number - 1] : null;
    }

    /** The type of a tool's word, {@code null} for none. */
    public static CmapType ofWord(final String word) {
        for (final CmapType type : TYPES) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return null;
    }
}
