package org.gatun.test.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.ConfigFile;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.GatunSettings;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.LoggingReader;
import org.gatun.engine.config.SystemSettings;
import org.gatun.engine.config.TotemReader;
import org.gatun.engine.runtime.logging.LoggingSystem;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code corosync -t} and Gatun give the same verdict, as exit status, on many small files, good and bad. */
@Tag("interop")
class ConfigCheckTest {
    private static final int CRASHED = 128;

    @TempDir
    Path directory;

    /** A file, and our exit status where it differs on purpose, else -1. */
    record Case(String name, int ours, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void require() {
        Requirement.require(Requirement.ROOT, Requirement.C_COROSYNC);
    }

    static List<Case> cases() throws IOException {
        final List<Case> cases = new ArrayList<>();
        try (InputStream in = ConfigCheckTest.class.getResourceAsStream("check-cases.txt")) {
            final String[] blocks = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== ");
            for (int i = 1; i < blocks.length; i++) {
                final int end = blocks[i].indexOf('\n');
                final String[] words = blocks[i].substring(0, end).split(" gatund=");
                cases.add(new Case(words[0], words.length == 1 ? -1 : Integer.parseInt(words[1]), blocks[i].substring(end + 1)));
            }
        }
        assertTrue(cases.size() > 150, "cases: " + cases.size());
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldGiveVerdictOfCorosync(final Case conf) throws IOException {
        final Path file = Files.writeString(directory.resolve("corosync.conf"), conf.text());
        final Commands.Result corosync = Commands.run("corosync", "-t", "-c", file.toString());
        final Verdict gatun = check(file);
        final String both = corosync.status() + ": " + corosync.output() + "\n" + gatun;
        if (conf.ours() >= 0) {
            assertEquals(conf.ours(), gatun.status(), both);
        } else if (corosync.status() >= CRASHED) {
            assertEquals(ConfigurationException.EXIT_CONFIGURATION, gatun.status(), both);
        } else {
            assertEquals(corosync.status(), gatun.status(), both);
        }
        if (gatun.status() != 0) {
            assertTrue(gatun.message().contains(file.toString()) || gatun.message().contains("cannot open"), both);
        }
    }

    private record Verdict(int status, String message) {
    }

    private static Verdict check(final Path path) {
        final HostNames host = HostNames.ofSystem();
        try {
            final ConfigFile file = ConfigFile.read(path);
            LoggingSystem.start(LoggingReader.read(file), host.nodeName(), false).close();
            SystemSettings.read(file);
            GatunSettings.read(file);
            new TotemReader(file, host).read();
            return new Verdict(0, "");
        } catch (final ConfigurationException e) {
            return new Verdict(e.exitStatus(), e.getMessage());
        }
    }
}
