package org.gatun.engine.config;

import java.math.BigInteger;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that a text begins with, as {@code scanf} finds them: blanks before, anything behind. */
public final class LeadingNumbers {
    private static final Pattern INTEGER = Pattern.compile("\\s*([-+]?[0-9]+)");
    private static final Pattern REAL = Pattern.compile("\\s*([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?)");

    private LeadingNumbers() {
    }

    /** A decimal integer; of a larger one, its low 64 bits. */
    public static OptionalLong integer(final String text) {
        final Matcher matcher = INTEGER.matcher(text);
        return matcher.lookingAt() ? OptionalLong.of(new BigInteger(matcher.group(1)).longValue()) : OptionalLong.empty();
    }

    /** A decimal number with or without a fraction and an exponent. */
    public static OptionalDouble real(final String text) {
        final Matcher matcher = REAL.matcher(text);
        return matcher.lookingAt() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
    }
}
