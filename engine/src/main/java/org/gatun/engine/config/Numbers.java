package org.gatun.engine.config;

import java.math.BigInteger;

/** Decimal integers as the C library reads them: an optional sign, digits, nothing else. */
final class Numbers {
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private Numbers() {
    }

    /** The number, or {@code null} if the text is none or is outside of the range of {@code type}. */
    static Value parse(final ValueType type, final String text) {
        final BigInteger number = number(text);
        if (number == null) {
            return null;
        }
        if (type == ValueType.U64) {
            // As strtoull: a minus sign negates modulo 2^64.
            return number.abs().compareTo(TWO_64) < 0 ? Value.ofU64(number.longValue()) : null;
        }
        if (number.bitLength() > 63 || number.longValue() < type.min() || number.longValue() > type.max()) {
            return null;
        }
        return Value.ofInteger(type, number.longValue());
    }

    /** The number in {@code min..max}, or {@code otherwise}. */
    static long parse(final String text, final long min, final long max, final long otherwise) {
        final BigInteger number = number(text);
        final boolean fits = number != null && number.bitLength() <= 63 && number.longValue() >= min && number.longValue() <= max;
        return fits ? number.longValue() : otherwise;
    }

    private static BigInteger number(final String text) {
        final int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        if (start == text.length()) {
            return null;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        return new BigInteger(text);
    }
}
