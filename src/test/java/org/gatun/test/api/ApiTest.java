package org.gatun.test.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatun.test.api.ApiProcess.Library;
import org.gatun.test.api.ApiRing.Line;
import org.gatun.test.api.ApiScript.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scripts of calls, each run four ways: by the C library and by the Java client, with a C and with a Gatun engine as node 1 of two. What
 * the calls and call-backs tell must be what they tell the C library of the C engine.
 */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiTest {
    private static final List<String> FILES = List.of("cpg", "cmap", "cfg", "quorum", "votequorum", "ring");

    private ApiRing c;
    private ApiRing gatun;

    static Stream<ApiScript> scripts() {
        final String only = System.getProperty("gatun.api", "");
        return FILES.stream().flatMap(file -> ApiScript.read(file).stream()).filter(script -> script.toString().contains(only));
    }

    @BeforeEach
    void start() {
        if (c == null) {
            // Here and not once for the class, so that what the machine lacks is told for each test by name.
            c = new ApiRing("CG");
            gatun = new ApiRing("GC");
        }
    }

    @AfterAll
    void stop() {
        if (c != null) {
            c.close();
        }
        if (gatun != null) {
            gatun.close();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void shouldTellTheSameFourWays(final ApiScript script) {
        final List<Line> truth = c.run(Library.C, script);
        final List<Line> java = c.run(Library.JAVA, script);
        final String all = text(truth, Kind.JAVA_CALL);
        assertEquals(all, text(gatun.run(Library.C, script), Kind.JAVA_CALL), "the C library, with the C engine and with Gatun");
        assertEquals(text(truth, Kind.C_CALL), text(withoutKind(java, Kind.JAVA_CALL), Kind.C_CALL),
            "the C engine, with the C library and with the Java client");
        assertEquals(text(java, Kind.C_CALL), text(gatun.run(Library.JAVA, script), Kind.C_CALL),
            "the Java client, with the C engine and with Gatun");
    }

    private static List<Line> withoutKind(final List<Line> lines, final Kind kind) {
        return lines.stream().filter(line -> line.kind() != kind).toList();
    }

    private static String text(final List<Line> lines, final Kind without) {
        return withoutKind(lines, without).stream().map(Line::text).collect(Collectors.joining("\n"));
    }
}
