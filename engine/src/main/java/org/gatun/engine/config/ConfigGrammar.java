package org.gatun.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.gatun.engine.config.SectionSink.ParseProblem;

/**
 * The line grammar of {@code corosync.conf}: empty lines, comments, {@code name {}, {@code }} and {@code key: value}. Text is taken
 * as bytes, one character each.
 *
 * <p>A line is tested for an opening brace first, then for a colon, then for a closing brace, so a value cannot hold an opening
 * brace. There are no comments behind a value and no quoting.
 */
final class ConfigGrammar<S> {
    /** Bytes of the longest line, its newline included. */
    static final int LINE_LENGTH_MAX = 511;
    /** Bytes of the longest path and key. */
    static final int PATH_LENGTH_MAX = 254;

    private final String file;
    private final byte[] text;
    private final SectionSink<S> sink;
    private int position;
    private int line;

    private ConfigGrammar(final String file, final byte[] text, final SectionSink<S> sink) {
        this.file = file;
        this.text = text;
        this.sink = sink;
    }

    /** Reads a file and tells {@code sink} what it holds. */
    static <S> void read(final Path path, final String shownName, final SectionSink<S> sink, final S top)
        throws ConfigurationException {
        final byte[] text;
        try {
            text = Files.readAllBytes(path);
        } catch (final IOException e) {
            throw new ConfigurationException(ConfigurationException.EXIT_CONFIGURATION,
                "Can't read file " + shownName + ": " + reason(e));
        }
        parse(shownName, text, sink, top);
    }

    static <S> void parse(final String shownName, final byte[] text, final SectionSink<S> sink, final S top)
        throws ConfigurationException {
        final ConfigGrammar<S> grammar = new ConfigGrammar<>(shownName, text, sink);
        try {
            grammar.section(top, "", true);
        } catch (final ParseProblem problem) {
            throw new ConfigurationException(ConfigurationException.EXIT_CONFIGURATION,
                "parser error: " + shownName + ':' + grammar.line + ": " + problem.getMessage());
        }
    }

    /** The words of the C library for an error in opening a file. */
    static String reason(final IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return e instanceof final FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
    }

    private void section(final S state, final String path, final boolean top) throws ParseProblem {
        while (position < text.length) {
            final String content = nextLine();
            final int brace = content.indexOf('{');
            final int colon = content.indexOf(':');
            if (content.isEmpty() || content.charAt(0) == '#') {
                continue;
            }
            if (brace >= 0) {
                nested(state, path, content, brace);
            } else if (colon >= 0) {
                keyValue(state, path, content, colon);
            } else if (content.indexOf('}') >= 0) {
                closing(content, top);
                sink.close(state, new SourceLine(file, line));
                return;
            } else {
                throw new ParseProblem("Line is neither the start or end of a section nor a key with a value");
            }
        }
        if (!top) {
            throw new ParseProblem("Closing brace is missing at the end of the file");
        }
    }

    private void nested(final S state, final String path, final String content, final int brace) throws ParseProblem {
        if (!trim(content.substring(brace + 1)).isEmpty()) {
            throw new ParseProblem("Nothing may follow the opening brace '{' on its line");
        }
        final String name = name(content.substring(0, brace));
        if (name.isEmpty()) {
            throw new ParseProblem("Section has no name before its opening brace '{'");
        }
        final String nestedPath = join(path, name);
        section(sink.open(state, nestedPath), nestedPath, false);
    }

    private void keyValue(final S state, final String path, final String content, final int colon) throws ParseProblem {
        // A line that begins with a colon names the key ":", as in corosync.
        final String name = colon == 0 ? ":" : name(content.substring(0, colon));
        join(path, name);
        final byte[] value = trim(content.substring(colon + 1)).getBytes(StandardCharsets.ISO_8859_1);
        sink.key(state, path, name, value, new SourceLine(file, line));
    }

    private static void closing(final String content, final boolean top) throws ParseProblem {
        if (content.length() > 1) {
            throw new ParseProblem("A closing brace '}' must stand alone on its line");
        }
        if (top) {
            throw new ParseProblem("Closing brace without an open section");
        }
    }

    private static String join(final String path, final String name) throws ParseProblem {
        final String joined = path.isEmpty() ? name : path + '.' + name;
        if (joined.length() > PATH_LENGTH_MAX) {
            throw new ParseProblem("Path of section and key is longer than " + PATH_LENGTH_MAX + " characters");
        }
        return joined;
    }

    private String nextLine() throws ParseProblem {
        line++;
        final int start = position;
        while (position < text.length && text[position] != '\n') {
            position++;
        }
        int end = position;
        final boolean hasNewline = position < text.length;
        if (hasNewline) {
            position++;
        }
        if (position - start > LINE_LENGTH_MAX) {
            throw new ParseProblem("Line is longer than " + LINE_LENGTH_MAX + " bytes");
        }
        if (hasNewline && end > start && text[end - 1] == '\r') {
            end--;
        }
        final String content = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
        if (content.indexOf('\0') >= 0) {
            throw new ParseProblem("Line holds a zero byte");
        }
        return trim(content);
    }

    private static String trim(final String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The text without blanks, colons and braces at its end. */
    private static String name(final String text) {
        int end = text.length();
        while (end > 0 && (isBlank(text.charAt(end - 1)) || text.charAt(end - 1) == ':' || text.charAt(end - 1) == '{')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isBlank(final char c) {
        return c == ' ' || c == '\t';
    }
}
