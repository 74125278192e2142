package org.gatun.test.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One line of the drivers' language, see {@code src/test/c/api/main.c}: words with their escapes expanded. Immutable. */
final class Command {
    private final List<byte[]> words;

    private Command(final List<byte[]> words) {
        this.words = words;
    }

    static Command of(final String line) {
        final List<byte[]> words = new ArrayList<>();
        for (final String word : line.split(" ")) {
            words.add(expand(word));
        }
        return new Command(List.copyOf(words));
    }

    private static byte[] expand(final String word) {
        if (word.startsWith("@")) {
            final byte[] pattern = new byte[Integer.parseInt(word.substring(1))];
            for (int i = 0; i < pattern.length; i++) {
                pattern[i] = (byte)(i * 167 + (i >> 8) * 13);
            }
            return pattern;
        }
        final int star = word.lastIndexOf('*');
        if (star > 0 && star + 1 < word.length() && Character.isDigit(word.charAt(star + 1))) {
            return unescape(word.substring(0, star), Integer.parseInt(word.substring(star + 1)));
        }
        return unescape(word, 1);
    }

    private static byte[] unescape(final String word, final int times) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == '%' && i + 2 < word.length()) {
                bytes.write(Integer.parseInt(word.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (word.charAt(i) != '%') {
                bytes.write(word.charAt(i));
            }
        }
        final String once = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
        return once.repeat(times).getBytes(StandardCharsets.ISO_8859_1);
    }

    int count() {
        return words.size();
    }

    byte[] bytes(final int index) {
        return words.get(index);
    }

    /** A word as text, empty for a null pointer or a word that is missing. */
    String text(final int index) {
        final String text = index < words.size() ? new String(words.get(index), StandardCharsets.UTF_8) : "";
        return "NULL".equals(text) ? "" : text;
    }

    /** A number, 0 for a word that is missing. */
    long number(final int index) {
        final String text = text(index);
        if (text.isEmpty()) {
            return 0;
        }
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    int integer(final int index) {
        return (int)number(index);
    }
}
