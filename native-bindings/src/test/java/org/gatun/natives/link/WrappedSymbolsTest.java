package org.gatun.natives.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No wrapper without a test: every function that is linked is named in the test of its class. */
class WrappedSymbolsTest {
    private static final Pattern LINKED = Pattern.compile("withErrno\\(\"(\\w+)\"");

    @ParameterizedTest
    @CsvSource({"knet/KnetHandle, 30", "nozzle/NozzleDevice, 9"})
    void shouldTestEveryLinkedFunction(final String type, final int least) throws IOException {
        final Path path = Path.of("java/org/gatun/natives", type + ".java");
        final String test = Files.readString(Path.of("src/test", path.toString().replace(".java", "Test.java")));
        final List<String> untested = new ArrayList<>();
        int linked = 0;
        final Matcher symbols = LINKED.matcher(Files.readString(Path.of("src/main").resolve(path)));
        while (symbols.find()) {
            linked++;
            if (!test.contains(symbols.group(1))) {
                untested.add(symbols.group(1));
            }
        }
        assertEquals(List.of(), untested);
        assertTrue(linked >= least, "linked=" + linked);
    }
}
