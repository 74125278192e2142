package org.gatun.tools.admin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A format of {@code printf} and its arguments as libqb keeps them, made a text again. Stateless. */
final class PrintfRecord {
    private static final Pattern CONVERSION = Pattern.compile("%([-+ #0'I]*)([0-9]*|\\*)(?:\\.([0-9]*|\\*))?(ll|l|z|t|j|hh|h)?([a-zA-Z%])");
    private static final int WIDTH_MAX = 512;

    private PrintfRecord() {
    }

    /** The text; moves {@code record} from the format's first byte behind the last argument. */
    static String text(final ByteBuffer record) {
        final String format = string(record);
        final Matcher matcher = CONVERSION.matcher(format);
        final StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(text, "");
            text.append(converted(matcher, record));
        }
        return matcher.appendTail(text).toString();
    }

    private static String converted(final Matcher matcher, final ByteBuffer record) {
        final char type = matcher.group(5).charAt(0);
        final String width = matcher.group(2).equals("*") ? Integer.toString(record.getInt()) : matcher.group(2);
        final String precision = "*".equals(matcher.group(3)) ? Integer.toString(record.getInt()) : matcher.group(3);
        final boolean isLong = matcher.group(4) != null && !matcher.group(4).startsWith("h");
        final String plain = switch (type) {
            case 'd', 'i' -> signed(matcher.group(1), isLong ? record.getLong() : record.getInt());
            case 'u' -> Long.toUnsignedString(unsigned(isLong, record));
            case 'x' -> Long.toHexString(unsigned(isLong, record));
            case 'X' -> Long.toHexString(unsigned(isLong, record)).toUpperCase(Locale.ROOT);
            case 'o' -> Long.toOctalString(unsigned(isLong, record));
            case 'p' -> pointer(record.getLong());
            case 'c' -> String.valueOf((char)(record.get() & 0xff));
            case 's' -> cut(string(record), precision);
            case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A' -> real(type, precision, record.getDouble());
            case '%' -> "%";
            default -> matcher.group();
        };
        return padded(plain, matcher.group(1), width, type);
    }

    private static String pointer(final long address) {
        return address == 0 ? "(nil)" : "0x" + Long.toHexString(address);
    }

    private static long unsigned(final boolean isLong, final ByteBuffer record) {
        return isLong ? record.getLong() : Integer.toUnsignedLong(record.getInt());
    }

    private static String signed(final String flags, final long number) {
        return number < 0 ? Long.toString(number) : (flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + number;
    }

    private static String real(final char type, final String precision, final double number) {
        final int digits = precision == null ? 6 : number(precision);
        // Java has no %F, and its %a takes no digits.
        return type == 'a' || type == 'A' ? Double.toHexString(number)
            : String.format(Locale.ROOT, "%." + digits + (type == 'F' ? 'f' : type), number);
    }

    private static String cut(final String text, final String precision) {
        return precision == null || number(precision) >= text.length() ? text : text.substring(0, number(precision));
    }

    private static String padded(final String text, final String flags, final String width, final char type) {
        final int missing = width.isEmpty() ? 0 : number(width) - text.length();
        if (missing <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(missing);
        }
        if (flags.contains("0") && "sc%p".indexOf(type) < 0) {
            final int sign = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
            return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
        }
        return " ".repeat(missing) + text;
    }

    private static int number(final String digits) {
        return digits.isEmpty() ? 0 : digits.length() > 3 ? WIDTH_MAX : Math.min(WIDTH_MAX, Integer.parseInt(digits));
    }

    private static String string(final ByteBuffer record) {
        final int start = record.position();
        while (record.get() != 0) {
            // up to the zero byte
        }
        return new String(record.array(), start, record.position() - 1 - start, StandardCharsets.UTF_8);
    }
}
