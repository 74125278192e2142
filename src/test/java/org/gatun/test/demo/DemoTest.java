package org.gatun.test.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.Test;

class DemoTest {
    private static final int TIMEOUT_S = 120;

    @Test
    void shouldEndByItselfWithSuccessWhenNothingIsPrepared() throws IOException, InterruptedException {
        Requirement.require(Requirement.GATUN_IMAGE);
        final Path output = Layout.work("demo").resolve("output");
        final Process demo = new ProcessBuilder(List.of(Layout.gatund().resolveSibling("../bin/gatun").normalize().toString(), "demo",
            "--latency-seconds", "0.5")).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(demo.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "the demo did not end: " + Files.readString(output));
        } finally {
            demo.destroy();
        }
        final String text = Files.readString(output);
        assertEquals(0, demo.exitValue(), text);
        assertEquals(3, text.lines().filter(line -> line.contains("messages in the same order everywhere")).count(), text);
        assertTrue(text.contains("left 3 (node down)"), text);
        assertTrue(text.contains("to own delivery on node 1"), text);
    }
}
