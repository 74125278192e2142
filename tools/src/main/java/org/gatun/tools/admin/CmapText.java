package org.gatun.tools.admin;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.client.CmapType;
import org.gatun.client.CmapValue;

/** Values of the map as {@code corosync-cmapctl} writes and reads them. Stateless. */
final class CmapText {
    private static final Pattern INTEGER = Pattern.compile("\\s*([+-]?[0-9]+).*", Pattern.DOTALL);
    private static final Pattern REAL = Pattern.compile(
        "\\s*([+-]?(?:0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]+(?:[pP][+-]?[0-9]+)?|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
            + "|[iI][nN][fF]|[nN][aA][nN])).*", Pattern.DOTALL);

    private CmapText() {
    }

    /** Prints {@code key (type) = value} and a line end; without key and type if {@code isQuiet}. */
    static void print(final Output output, final String key, final CmapValue value, final boolean isQuiet, final boolean isBinary) {
        if (!isQuiet) {
            output.print(key).print(" (");
        }
        if (value.type() == CmapType.BINARY) {
            // Also when only the value is asked for, as the C tool does it.
            output.print("bin)");
            if (isBinary) {
                final byte[] bytes = value.bytes();
                output.print(" = ").print(Escapes.escape(bytes, bytes.length));
            }
        } else {
            if (!isQuiet) {
                output.print(value.type().word()).print(") = ");
            }
            text(output, value);
        }
        output.print("\n");
    }

    private static void text(final Output output, final CmapValue value) {
        switch (value.type()) {
            case STRING -> {
                final byte[] bytes = value.bytes();
                int length = 0;
                while (length < bytes.length && bytes[length] != 0) {
                    length++;
                }
                output.print(bytes, length);
            }
            case FLOAT, DOUBLE -> output.print(real(value.asDouble()));
            default -> output.print(value.toString());
        }
    }

    /** As C's {@code %lf} prints it. */
    static String real(final double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        return new BigDecimal(number).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    }

    /**
     * A value from the words of a command line or a file.
     *
     * @throws ToolFailure if the words are none
     */
    static CmapValue parse(final String typeWord, final String text) {
        final CmapType type = CmapType.ofWord(typeWord);
        if (type == null) {
            throw new ToolFailure("Unknown type " + typeWord);
        }
        return switch (type) {
            case STRING -> CmapValue.ofString(text);
            case BINARY -> CmapValue.ofBinary(file(text));
            case FLOAT -> CmapValue.ofFloat((float)real(type, text));
            case DOUBLE -> CmapValue.ofDouble(real(type, text));
            default -> CmapValue.ofInteger(type, integer(type, text));
        };
    }

    private static byte[] file(final String name) {
        try {
            return "-".equals(name) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(name));
        } catch (final IOException e) {
            throw new ToolFailure("Can't open input file: " + ToolFailure.reason(e));
        }
    }

    private static double real(final CmapType type, final String text) {
        final Matcher matcher = REAL.matcher(text);
        if (!matcher.matches()) {
            throw new ToolFailure(text + " is not valid " + type.word() + " type value");
        }
        final String digits = matcher.group(1).toLowerCase(Locale.ROOT);
        final double sign = digits.startsWith("-") ? -1 : 1;
        if (digits.endsWith("inf")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (digits.endsWith("nan")) {
            return Double.NaN;
        }
        return Double.parseDouble(digits.contains("x") && !digits.contains("p") ? digits + "p0" : digits);
    }

    /** As scanf reads it: the digits in front; 64-bit numbers stop at the ends of their range, others must be in it. */
    private static long integer(final CmapType type, final String text) {
        final Matcher matcher = INTEGER.matcher(text);
        if (!matcher.matches()) {
            throw new ToolFailure(text + " is not valid " + type.word() + " type value");
        }
        final BigInteger number = new BigInteger(matcher.group(1).replace("+", ""));
        final int bits = 8 * type.length();
        if (type == CmapType.UINT64) {
            // A sign makes it wrap, as strtoull does.
            return number.abs().bitLength() > bits ? -1 : number.longValue();
        }
        final BigInteger max = BigInteger.ONE.shiftLeft(type.isSigned() ? bits - 1 : bits).subtract(BigInteger.ONE);
        final BigInteger min = type.isSigned() ? max.not() : BigInteger.ZERO;
        if (type == CmapType.INT64) {
            return number.min(max).max(min).longValue();
        }
        if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
            throw new ToolFailure(text + " is not valid " + type.word() + " integer");
        }
        return number.longValue();
    }
}
