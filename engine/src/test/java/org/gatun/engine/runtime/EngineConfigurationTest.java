package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.TransportKind;
import org.gatun.engine.config.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class EngineConfigurationTest {
    private static final HostNames HOST = new HostNames() {
        @Override
        public String nodeName() {
            return "host";
        }

        @Override
        public List<InetAddress> interfaceAddresses() {
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        }

        @Override
        public List<InetAddress> resolve(final String name) {
            return List.of(InetAddress.ofLiteral(name));
        }

        @Override
        public String nameOf(final InetAddress address) {
            return null;
        }
    };

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private DaemonOptions options(final String transport, final String more) {
        final Path file = directory.resolve("corosync.conf");
        try {
            Files.writeString(file, "totem {\nversion: 2\ntransport: " + transport + "\n}\nnodelist {\nnode {\nnodeid: 1\n"
                + "ring0_addr: 127.0.0.1\n}\n}\nlogging {\nto_syslog: no\nto_logfile: yes\nlogfile: " + directory.resolve("log")
                + "\ntimestamp: off\n}\nsystem {\nstate_dir: " + directory + "\n}\n" + more);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
        return DaemonOptions.parse(new String[] {"-c", file.toString()}, System.out, System.err).options();
    }

    private PrintStream err() {
        return new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    @AfterEach
    void resetLog() {
        ((LoggerContext)LoggerFactory.getILoggerFactory()).reset();
    }

    @Test
    void shouldGiveEverythingCheckedAndKeysPublished() throws ConfigurationException {
        final EngineConfiguration configuration = EngineConfiguration.load(options("udpu", ""), HOST, err());
        configuration.logging().close();
        assertEquals(TransportKind.UDPU, configuration.totem().transport());
        assertEquals(directory, configuration.system().stateDirectory());
        assertEquals(Value.ofU32(3000), configuration.keys().get("runtime.config.totem.token"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTellParserErrorsBeforeThereIsALog() {
        assertEquals(8, EngineConfiguration.check(options("udpu", "nonsense\n"), HOST, err()));
        assertTrue(err.toString(StandardCharsets.UTF_8).matches("parser error: .*corosync\\.conf:20: .*\n"), err.toString());
    }

    @Test
    void shouldTellLoggingErrorsBeforeThereIsALog() {
        assertEquals(7, EngineConfiguration.check(options("udpu", "logging {\ndebug: maybe\n}\n"), HOST, err()));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("corosync.conf:21: logging.debug: "), err.toString());
    }

    @Test
    void shouldLogOtherErrors() throws IOException {
        assertEquals(8, EngineConfiguration.check(options("udpu", "gatun {\nfoo: 1\n}\n"), HOST, err()));
        assertTrue(log().contains("corosyncerror   [MAIN  ] parse error in config: "), log());
        assertTrue(log().contains("corosync.conf:21: gatun.foo: unknown key"), log());
        assertEquals(16, EngineConfiguration.check(options("udpu", "system {\nstate_dir: /nonexistent\n}\n"), HOST, err()));
    }

    @Test
    void shouldEndWithZeroWhenGood() throws IOException {
        assertEquals(0, EngineConfiguration.check(options("udpu", ""), HOST, err()));
        assertTrue(log().endsWith("notice  [MAIN  ] Gatun Cluster Engine exiting normally\n"), log());
    }

    /** A service manager starts the engine without a locale: Java cannot name such a file then, and says so by an exception. */
    @Test
    void shouldRefuseAPathThatTheLocaleCannotName() throws IOException, InterruptedException {
        final DaemonOptions options = options("udpu", "gatun {\npid_file: /run/\u00e4.pid\n}\n");
        final ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Gatund.class.getName(), "-t", "-c",
            options.configurationFile().toString()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        final Process engine = builder.start();
        final String output = new String(engine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(8, engine.waitFor(), output);
        assertTrue(log().matches("(?s).*corosync\\.conf:21: gatun\\.pid_file: is not a path here: .*"), log());
    }
}
