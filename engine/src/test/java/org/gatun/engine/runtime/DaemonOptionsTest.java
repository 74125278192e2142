package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonOptionsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private DaemonOptions.Parsed parse(final String line) {
        return DaemonOptions.parse(line.isEmpty() ? new String[0] : line.split(" "), new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"'',false,false,/etc/corosync/corosync.conf", "-f,true,false,/etc/corosync/corosync.conf", "-c x -t,false,true,x",
        "-tfcx,true,true,x", "-c x -c y -f -f,true,false,y", "-t -c -f,false,true,-f", "-t -- -f,false,true,/etc/corosync/corosync.conf", "- -t,false,true,/etc/corosync/corosync.conf", "extra -f words,true,false,/etc/corosync/corosync.conf"})
    void shouldReadOptionsAsGetoptDoes(final String line, final boolean foreground, final boolean test, final Path file) {
        final DaemonOptions.Parsed parsed = parse(line);
        assertEquals(DaemonOptions.Parsed.RUN, parsed.exitStatus());
        assertEquals(foreground, parsed.options().foreground());
        assertEquals(test, parsed.options().test());
        assertEquals(file, parsed.options().configurationFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-z", "-h", "--help", "-p", "-P", "-r", "-R", "-c", "-fz"})
    void shouldShowUsageOnStderrWhenOptionIsUnknown(final String line) {
        assertEquals(1, parse(line).exitStatus());
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("usage:\n"), err.toString(StandardCharsets.UTF_8));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "-v extra", "-t -v -c /nonexistent", "-v -c", "-fvz"})
    void shouldShowVersionAndEnd(final String line) {
        assertEquals(0, parse(line).exitStatus());
        final String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("Corosync Cluster Engine, version '3.1.7'\nCopyright"), text);
    }

    @Test
    void shouldKnowItsVersion() {
        assertTrue(DaemonOptions.version().matches("\\d+\\.\\d+\\.\\d+.*"), DaemonOptions.version());
        assertFalse(DaemonOptions.version().contains("$"));
    }
}
