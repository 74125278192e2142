package org.gatun.test.sim.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.test.hosts.Layout;

/**
 * One fault. {@code mutations.txt} holds them, each as
 * <pre>
 *  == id
 *  what it breaks, in one sentence
 *  file, below the package org.gatun.engine
 *  --- original snippet, which stands exactly once in the file
 *  +++ faulty snippet
 * </pre>
 * where a snippet begins behind the marker, may have further lines, and may be empty behind {@code +++}.
 */
record Mutation(String id, String breaks, String file, String original, String faulty) {
    private static final String LIST = "mutations.txt";
    private static final String PACKAGE = "org.gatun.engine";

    /** All faults, in the order of the list. */
    static List<Mutation> all() {
        final List<Mutation> all = new ArrayList<>();
        final String[] entries = list().split("(?m)^== ");
        for (int i = 1; i < entries.length; i++) {
            all.add(parse(entries[i]));
        }
        return all;
    }

    private static String list() {
        try (InputStream in = Mutation.class.getResourceAsStream(LIST)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutation parse(final String entry) {
        final String[] head = entry.split("\n", 4);
        final String[] snippets = head.length == 4 ? head[3].stripTrailing().split("\n\\+\\+\\+", 2) : head;
        if (snippets.length != 2 || !snippets[0].startsWith("--- ")) {
            throw new IllegalStateException(LIST + ": not an entry: " + entry);
        }
        return new Mutation(head[0], head[1], head[2], snippets[0].substring(4), snippets[1].stripLeading());
    }

    /** The binary name of the file's class. */
    String className() {
        return PACKAGE + '.' + file.substring(0, file.length() - ".java".length()).replace('/', '.');
    }

    /** The file's source with the fault; {@link AssertionError} unless the original stands in it exactly once. */
    String source() {
        final Path path = Layout.root().resolve("engine/src/main/java").resolve(PACKAGE.replace('.', '/')).resolve(file);
        final String source;
        try {
            source = Files.readString(path);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new AssertionError(id + ": the snippet stands " + (at < 0 ? "not" : "more than once") + " in " + file + ": " + original);
        }
        return source.substring(0, at) + faulty + source.substring(at + original.length());
    }

    @Override
    public String toString() {
        return id;
    }
}
