package org.gatun.test.evs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces as files of text. */
final class TraceFilesTest {
    private static final String GOOD = "p=1 inc=0 i=0 ev=conf id=R:1.2c prev=- members=1,2\n";

    @TempDir
    private Path directory;

    @Test
    void shouldReadWhatItWrote() throws IOException {
        requireSame(ModelCluster.settled(7, 6, 30));
    }

    @Test
    void shouldReadWhatItWroteOfClients() throws IOException {
        requireSame(ModelGroup.settled(7, 6, 30));
    }

    private void requireSame(final Trace trace) throws IOException {
        TraceFiles.append(trace, directory);
        assertEquals(lines(trace), lines(TraceFiles.read(directory)));
        assertEquals(Checker.check(trace).toString(), Checker.check(TraceFiles.read(directory)).toString());
    }

    @Test
    void shouldAppendWhatCameSince() throws IOException {
        final Trace trace = new Trace();
        final ProcessTrace process = trace.process(1);
        final Path file = directory.resolve("1.trace");
        process.regular(1, 0x2c, 1, 2);
        final int next = TraceFiles.append(process, 0, file);
        process.send(3, 4, -1, true, 0xabc);
        TraceFiles.append(process, next, file);
        assertEquals(GOOD + "p=1 inc=0 i=1 ev=send m=1.3.4 c=R:1.2c seq=4294967295 svc=safe h=abc\n", Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        p=1 inc=0 i=1 ev=foo                                             | unknown event: ev=foo
        p=1 inc=0 i=1 ev=fail                                            | field missing: c
        p=1 inc=0 i=1 ev=fail c=1.2c                                     | no configuration: 1.2c
        p=1 inc=0 i=1 ev=fail c=R:12                                     | no ring id: 12
        p=1 inc=0 i=1 ev=fail c=- d=4                                    | unknown fields of fail: d
        p=1 inc=0 i=1 ev=fail c=- c=-                                    | field twice: c=-
        p=1 inc=0 i=x ev=fail c=-                                        | For input string: "x"
        p=1 inc=0 fail                                                   | no name=value: 'fail'
        p=1 inc=0 i=1 ev=dlv m=1.2 c=R:1.2c seq=1 h=0                    | no message: 1.2
        p=1 inc=0 i=1 ev=send m=1.2.3 c=R:1.2c seq=1 svc=causal h=0      | no service: causal
        p=1 inc=0 i=1 ev=conf id=R:1.2c prev=- members=1,,2              | For input string: ""
        """)
    void shouldNameFileAndLineOfWhatIsNoEvent(final String line, final String error) throws IOException {
        Files.writeString(directory.resolve("1.trace"), GOOD + line + '\n');
        final String message = assertThrows(IOException.class, () -> TraceFiles.read(directory)).getMessage();
        assertTrue(message.startsWith(directory.resolve("1.trace") + ":2: " + error), message);
    }

    private static String lines(final Trace trace) {
        final StringBuilder lines = new StringBuilder();
        for (final ProcessTrace process : trace.processes()) {
            for (int event = 0; event < process.size(); event++) {
                lines.append(process.line(event)).append('\n');
            }
        }
        return lines.toString();
    }
}
