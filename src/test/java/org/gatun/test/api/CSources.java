package org.gatun.test.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;

/** What C sources and headers say of functions, as far as their tokens tell. */
final class CSources {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_]\\w*|\\S");

    private CSources() {
    }

    /** The functions with this prefix that an installed header declares. */
    static Set<String> declared(final String header, final String prefix) {
        final Set<String> functions = new TreeSet<>();
        final Matcher matcher = Pattern.compile("\\b(" + prefix + "_\\w+)\\s*\\(").matcher(
            COMMENT.matcher(text(Path.of("/usr/include/corosync", header + ".h"))).replaceAll(" "));
        while (matcher.find()) {
            functions.add(matcher.group(1));
        }
        return functions;
    }

    /**
     * The calls in the table of a file of the driver, and all that each may call or hand on, by other functions of the file, too.
     *
     * @param name of the file, without ending
     */
    static Map<String, Set<String>> calls(final String name) {
        final String text = Commands.run("gcc", "-E", "-P", Layout.cSources().resolve("api/" + name + ".c").toString()).orThrow().output();
        final Map<String, Set<String>> bodies = new HashMap<>();
        final Map<String, String> table = new TreeMap<>();
        Set<String> body = null;
        String function = "";
        String quoted = "";
        String before = "";
        int braces = 0;
        int parentheses = 0;
        for (final Matcher matcher = TOKEN.matcher(text); matcher.find(); ) {
            final String token = matcher.group();
            if (token.equals("{")) {
                if (braces == 0 && before.equals(")")) {
                    body = bodies.computeIfAbsent(function, key -> new HashSet<>());
                }
                braces++;
            } else if (token.equals("}")) {
                braces--;
                body = braces == 0 ? null : body;
            } else if (token.startsWith("\"")) {
                quoted = before.equals("{") ? token.substring(1, token.length() - 1) : "";
            } else if (Character.isJavaIdentifierStart(token.charAt(0))) {
                if (body != null) {
                    body.add(token);
                } else if (braces > 0 && !quoted.isEmpty()) {
                    table.put(quoted, token);
                    quoted = "";
                }
            } else if (braces == 0 && token.equals("(")) {
                function = parentheses == 0 ? before : function;
                parentheses++;
            } else if (braces == 0 && token.equals(")")) {
                parentheses--;
            }
            before = token;
        }
        final Map<String, Set<String>> calls = new TreeMap<>();
        table.forEach((call, start) -> calls.put(call, reached(start, bodies)));
        return calls;
    }

    private static Set<String> reached(final String start, final Map<String, Set<String>> bodies) {
        final Set<String> reached = new HashSet<>(Set.of(start));
        final ArrayDeque<String> left = new ArrayDeque<>(reached);
        while (!left.isEmpty()) {
            for (final String name : bodies.getOrDefault(left.remove(), Set.of())) {
                if (reached.add(name)) {
                    left.add(name);
                }
            }
        }
        return reached;
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
