package org.gatun.tools.admin;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output and error of a tool, in UTF-8 whatever the locale, in the order of writing. One thread at a time. */
final class Output {
    private final PrintStream out;
    private final PrintStream err;

    Output(final PrintStream out, final PrintStream err) {
        this.out = out;
        this.err = err;
    }

    static Output standard() {
        return new Output(stream(FileDescriptor.out), stream(FileDescriptor.err));
    }

    private static PrintStream stream(final FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
    }

    Output print(final String text) {
        out.print(text);
        return this;
    }

    Output print(final byte[] bytes, final int length) {
        out.write(bytes, 0, length);
        return this;
    }

    Output line(final String text) {
        return print(text).print("\n");
    }

    /** A line on standard error. */
    void error(final String text) {
        out.flush();
        err.print(text + "\n");
        err.flush();
    }

    PrintStream out() {
        return out;
    }

    void flush() {
        out.flush();
    }

    /** Text with blanks before it up to a width. */
    static String right(final Object value, final int width) {
        final String text = String.valueOf(value);
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Text with blanks behind it up to a width. */
    static String left(final String text, final int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String unsigned(final int number) {
        return Integer.toUnsignedString(number);
    }
}
