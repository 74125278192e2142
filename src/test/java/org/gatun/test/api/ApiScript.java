package org.gatun.test.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatun.test.api.ApiProcess.Library;

/**
 * A script of calls, a section of one of the files beside this class. A line is one of
 * <pre>
 *  PROCESS CALL ...           a call that a process makes, see {@code src/test/c/api/main.c}; asked again while it answers TRY_AGAIN
 *  PROCESS CALL ... ~ TEXT    asked again until the answer has the text; ends with it, where that ends with $
 *  T PROCESS CALL ...         a call of which TRY_AGAIN is the answer
 *  &amp; PROCESS CALL ...         a call whose answer comes later, or never: the others go on
 *  = PROCESS                  the answer to it; or the first one of a supervised program that was started again
 *  - PROCESS                  the end of the process, and what it says before
 *  ! ACTION ...               see {@link ApiRing#act}
 *  C ...                      one of these lines for the C library alone; the reason stands in a comment
 *  J ...                      for the Java client alone
 * </pre>
 * Processes are {@code 1}, {@code 1b} on node 1, {@code 2} on node 2, and so on; those with an {@code s} in their name, like {@code 1s},
 * can be supervised programs, and end with the script. In a call {@code {1s}} stands for the id of the process 1s. Immutable.
 */
record ApiScript(String file, String name, List<Step> steps) {
    /** What a line asks for. */
    enum Kind {
        CALL, REFUSED_CALL, BEGIN, END, EXIT, ACTION
    }

    /** A line; {@code only} is {@code null} when it is for both libraries. */
    record Step(Library only, Kind kind, String process, String text, String until) {
        boolean isAnsweredBy(final String answer) {
            return until.endsWith("$") ? answer.endsWith(until.substring(0, until.length() - 1)) : answer.contains(until);
        }
    }

    /** All files. */
    static final List<String> FILES = List.of("cpg", "cmap", "cfg", "quorum", "votequorum", "ring", "sam");

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
        final Library only = line.startsWith("C ") ? Library.C : line.startsWith("J ") ? Library.JAVA : null;
        final String all = only == null ? line : line.substring(2);
        final Kind kind = switch (all.substring(0, 2)) {
            case "T " -> Kind.REFUSED_CALL;
            case "& " -> Kind.BEGIN;
            case "= " -> Kind.END;
            case "- " -> Kind.EXIT;
            case "! " -> Kind.ACTION;
            default -> Kind.CALL;
        };
        final String[] halves = (kind == Kind.CALL ? all : all.substring(2)).split(" ~ ", 2);
        if (kind == Kind.ACTION) {
            return new Step(only, kind, "", halves[0], "");
        }
        final String[] words = halves[0].split(" ", 2);
        return new Step(only, kind, words[0], words.length > 1 ? words[1] : "", halves.length > 1 ? halves[1] : "");
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }
}
