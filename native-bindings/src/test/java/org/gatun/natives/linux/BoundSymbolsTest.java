package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No binding without a test: every public static method of a type that links C functions is called by some test. */
class BoundSymbolsTest {
    private static final Path PACKAGE = Path.of("org/gatun/natives/linux");
    private static final Pattern METHOD = Pattern.compile("public static (?:synchronized )?\\w+ (\\w+)\\(");

    @Test
    void shouldCallEveryBindingInATest() throws IOException {
        final String tests = read(Path.of("src/test/java").resolve(PACKAGE)).collect(Collectors.joining());
        final List<String> untested = new java.util.ArrayList<>();
        int bound = 0;
        for (final String source : read(Path.of("src/main/java").resolve(PACKAGE)).toList()) {
            final String type = source.replaceAll("(?s).*?public final class (\\w+).*", "$1");
            if (source.contains("Libc.link(") || source.contains("Libc.withErrno(")) {
                final Matcher methods = METHOD.matcher(source);
                while (methods.find()) {
                    bound++;
                    if (!tests.contains(type + "." + methods.group(1) + "(")) {
                        untested.add(type + "." + methods.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), untested);
        assertTrue(bound > 80, "bound=" + bound);
    }

    private static Stream<String> read(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().map(BoundSymbolsTest::text).toList().stream();
        }
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
