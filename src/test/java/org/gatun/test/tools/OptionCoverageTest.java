package org.gatun.test.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each option that a C program has is in the command lines that are compared, or in those of a test that the file names. The options
 * are those of the installed program: its string for getopt, and the long names that getopt tells when it is asked for a part of them.
 */
@Tag("interop")
class OptionCoverageTest {
    private static final Path LINES = Layout.root().resolve("src/test/resources/org/gatun/test/tools/command-lines.txt");
    private static final Path TESTS = Layout.root().resolve("src/test/java/org/gatun/test");
    /** Letters with colons, one of which has a letter behind it: words of messages have none. */
    private static final Pattern GETOPT = Pattern.compile("(?<=\0)(?:[A-Za-z]:?)*[A-Za-z]:[A-Za-z](?:[A-Za-z]|:)*(?=\0)");
    private static final Pattern LONG_NAME = Pattern.compile("'--([a-z-]+)'");
    private static final Pattern ELSEWHERE = Pattern.compile("@ (\\S+) (-.*) (\\w+)");

    private static String program(final String tool) {
        return "corosync".equals(tool) ? tool : "corosync-" + tool;
    }

    private static String getoptString(final String tool) throws IOException {
        final Path path = Path.of(Commands.run("sh", "-c", "command -v " + program(tool)).orThrow().output().strip());
        return GETOPT.matcher(Files.readString(path, StandardCharsets.ISO_8859_1)).results().map(match -> match.group())
            .max(Comparator.comparingInt(String::length)).orElseThrow();
    }

    /** Long names; in a network without an engine, for a part that stands for one option is taken for it. */
    private static Set<String> longNames(final String tool) {
        final Set<String> names = new TreeSet<>();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            for (final String argument : List.of("--" + letter, "--" + letter + "=")) {
                final Matcher name = LONG_NAME.matcher(Commands.run("unshare", "-n", program(tool), argument).output());
                while (name.find()) {
                    if (name.group(1).length() > 1) {
                        names.add("--" + name.group(1));
                    }
                }
            }
        }
        return names;
    }

    /** Adds the options of a command line's words, as getopt sees them. */
    private static void collect(final String[] words, final String getopt, final Set<String> longNames, final Set<String> into) {
        for (int i = 1; i < words.length; i++) {
            final String word = words[i].replace("'", "");
            if (word.startsWith("--")) {
                final String name = word.replaceFirst("=.*", "");
                longNames.stream().filter(full -> full.startsWith(name)).forEach(into::add);
            } else if (word.startsWith("-")) {
                int k = 1;
                while (k < word.length() && !getopt.contains(word.charAt(k) + ":")) {
                    into.add("-" + word.charAt(k++));
                }
                if (k < word.length()) {
                    into.add("-" + word.charAt(k));
                    // Its value is the rest of the word, or the next one.
                    i += k + 1 == word.length() ? 1 : 0;
                }
            }
        }
    }

    private static Set<String> driven(final String tool, final String getopt, final Set<String> longNames) throws IOException {
        final Set<String> driven = new HashSet<>();
        for (final String line : Files.readAllLines(LINES)) {
            final Matcher elsewhere = ELSEWHERE.matcher(line);
            if (elsewhere.matches()) {
                if (tool.equals(elsewhere.group(1))) {
                    driven.addAll(drivenBy(tool, elsewhere.group(3), elsewhere.group(2).split(" ")));
                }
            } else if (!line.startsWith("#") && !line.startsWith("+")) {
                for (final String command : line.split("[;|?~]")) {
                    final String[] words = command.strip().split(" +");
                    if (words[0].equals(tool)) {
                        collect(words, getopt, longNames, driven);
                    }
                }
            }
        }
        return driven;
    }

    /** These options, which the test must name. */
    private static List<String> drivenBy(final String tool, final String test, final String... options) throws IOException {
        final StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (final Path file : files.filter(path -> path.endsWith(test + ".java")).toList()) {
                text.append(Files.readString(file));
            }
        }
        for (final String option : options) {
            assertTrue(text.indexOf(tool) >= 0 && text.toString().matches("(?s).*[\" ]\\Q" + option + "\\E[\" ].*"),
                () -> test + " has no " + option + " of " + tool);
        }
        return List.of(options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cfgtool", "cmapctl", "cpgtool", "quorumtool", "keygen", "notifyd", "corosync"})
    void shouldDriveEachOption(final String tool) throws IOException {
        Requirement.require(Requirement.ROOT, Requirement.C_COROSYNC, Requirement.C_NOTIFYD);
        final String getopt = getoptString(tool);
        final Set<String> longNames = longNames(tool);
        final Set<String> missing = new TreeSet<>(longNames);
        getopt.chars().filter(c -> c != ':').forEach(c -> missing.add("-" + (char)c));
        missing.removeAll(driven(tool, getopt, longNames));
        assertEquals(Set.of(), missing, () -> "not in " + LINES + ", options \"" + getopt + "\" " + longNames);
    }
}
