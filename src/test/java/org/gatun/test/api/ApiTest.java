package org.gatun.test.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatun.test.api.ApiProcess.Library;
import org.gatun.test.api.ApiRing.Line;
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
    private ApiRing c;
    private ApiRing gatun;

    static Stream<ApiScript> scripts() {
        final String only = System.getProperty("gatun.api", "");
        return ApiScript.FILES.stream().flatMap(file -> ApiScript.read(file).stream()).filter(script -> script.toString().contains(only));
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
    void shouldTellTheSameFourWays(final ApiScript script) throws ExecutionException, InterruptedException {
        final Future<Transcripts> ofC;
        final Future<Transcripts> ofGatun;
        // The rings have nothing to do with each other. Both are waited for.
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            ofC = threads.submit(() -> Transcripts.of(c, script));
            ofGatun = threads.submit(() -> Transcripts.of(gatun, script));
        }
        final Transcripts truth = ofC.get();
        final Transcripts own = ofGatun.get();
        assertEquals(text(truth.c), text(own.c), "the C library, with the C engine and with Gatun");
        assertEquals(common(truth.c), common(truth.java), "the C engine, with the C library and with the Java client");
        assertEquals(text(truth.java), text(own.java), "the Java client, with the C engine and with Gatun");
    }

    /** What both libraries tell of one engine. */
    private record Transcripts(List<Line> c, List<Line> java) {
        private static Transcripts of(final ApiRing ring, final ApiScript script) {
            return new Transcripts(ring.run(Library.C, script), ring.run(Library.JAVA, script));
        }
    }

    private static String common(final List<Line> lines) {
        return text(lines.stream().filter(line -> line.only() == null).toList());
    }

    private static String text(final List<Line> lines) {
        return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
    }
}
