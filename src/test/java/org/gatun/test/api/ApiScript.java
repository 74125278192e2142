package org.gatun.test.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A script of calls, a section of one of the files beside this class. A line is one of
 * <pre>
 *  PROCESS CALL ...           a call that a process makes, see {@code src/test/c/api/main.c}; asked again while it answers TRY_AGAIN
 *  PROCESS CALL ... ~ TEXT    asked again until the answer has the text
 *  C PROCESS CALL ...         a call of the C library alone; the reason stands in a comment
 *  J PROCESS CALL ...         a call of the Java client alone
 *  T PROCESS CALL ...         a call of which TRY_AGAIN is the answer
 *  &amp; PROCESS CALL ...         a call whose answer comes later: the others go on
 *  = PROCESS                  the answer to it
 *  ! ACTION ...               see {@link ApiRing#act}
 * </pre>
 * Processes are {@code 1}, {@code 1b} on node 1 and {@code 2} on node 2. Immutable.
 */
record ApiScript(String file, String name, List<Step> steps) {
    /** What a line asks for. */
    enum Kind {
        CALL, C_CALL, JAVA_CALL, REFUSED_CALL, BEGIN, END, ACTION
    }

    /** A line. */
    record Step(Kind kind, String process, String text, String until) {
    }

    private static final String SECTION = "== ";

    /** All sections of a file. */
    static List<ApiScript> read(final String file) {
        final List<ApiScript> scripts = new ArrayList<>();
        try (InputStream in = ApiScript.class.getResourceAsStream(file + ".txt")) {
            for (final String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith(SECTION)) {
                    scripts.add(new ApiScript(file, line.substring(SECTION.length()), new ArrayList<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    scripts.getLast().steps.add(step(line));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return scripts;
    }

    private static Step step(final String line) {
        final String[] halves = line.split(" ~ ", 2);
        final Kind kind = switch (line.substring(0, 2)) {
            case "C " -> Kind.C_CALL;
            case "J " -> Kind.JAVA_CALL;
            case "T " -> Kind.REFUSED_CALL;
            case "& " -> Kind.BEGIN;
            case "= " -> Kind.END;
            case "! " -> Kind.ACTION;
            default -> Kind.CALL;
        };
        final String rest = kind == Kind.CALL ? halves[0] : halves[0].substring(2);
        if (kind == Kind.ACTION) {
            return new Step(kind, "", rest, "");
        }
        final String[] words = rest.split(" ", 2);
        return new Step(kind, words[0], words.length > 1 ? words[1] : "", halves.length > 1 ? halves[1] : "");
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }
}
