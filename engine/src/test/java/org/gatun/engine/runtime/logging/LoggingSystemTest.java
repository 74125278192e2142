package org.gatun.engine.runtime.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gatun.engine.config.ConfigFile;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.LogTarget;
import org.gatun.engine.config.LoggingReader;
import org.gatun.engine.config.LoggingSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingSystemTest {
    private static final String TIME = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-3]\\d [0-2]\\d:[0-5]\\d:[0-6]\\d";
    private static final Logger CPG = LoggerFactory.getLogger("CPG");
    private static final Logger QUORUM = LoggerFactory.getLogger("QUORUM");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final List<String> syslog = new CopyOnWriteArrayList<>();
    private LoggingSystem logging;

    private LoggingSettings settings(final String body) throws ConfigurationException {
        try {
            final Path file = Files.writeString(directory.resolve("corosync.conf"),
                "logging {\n" + body.replace('/', '\n').replace("@", directory + "/") + "\n}\n");
            return LoggingReader.read(ConfigFile.read(file));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private void start(final String body) throws ConfigurationException {
        logging = LoggingSystem.start(settings(body), "host", stderr, (priority, text) -> syslog.add(priority + " " + text));
    }

    private String written() {
        logging.flush();
        return stderr.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        if (logging != null) {
            logging.close();
        }
        ((LoggerContext)LoggerFactory.getILoggerFactory()).reset();
    }

    @Test
    void shouldWriteLinesOfCorosyncToStderr() throws ConfigurationException {
        start("");
        CPG.warn("some {}", "text");
        QUORUM.info(LogMarkers.NOTICE, "more");
        QUORUM.debug("hidden");
        final String[] lines = written().split("\n");
        assertEquals(2, lines.length);
        assertTrue(lines[0].matches(TIME + "\\.\\d{3} warning \\[CPG   ] some text"), lines[0]);
        assertTrue(lines[1].matches(TIME + "\\.\\d{3} notice  \\[QUORUM] more"), lines[1]);
    }

    @Test
    void shouldHaveAllPriorities() throws ConfigurationException {
        start("timestamp: off/debug: trace");
        CPG.error(LogMarkers.EMERG, "1");
        CPG.error(LogMarkers.ALERT, "2");
        CPG.error(LogMarkers.CRIT, "3");
        CPG.error("4");
        CPG.info("5");
        CPG.debug("6");
        CPG.trace("7");
        assertEquals("""
            emerg   [CPG   ] 1
            alert   [CPG   ] 2
            crit    [CPG   ] 3
            error   [CPG   ] 4
            info    [CPG   ] 5
            debug   [CPG   ] 6
            trace   [CPG   ] 7
            """, written());
        assertEquals(List.of("24   [CPG   ] 1", "25   [CPG   ] 2", "26   [CPG   ] 3", "27   [CPG   ] 4", "30   [CPG   ] 5",
            "31   [CPG   ] 6", "31   [CPG   ] 7"), syslog);
    }

    @Test
    void shouldWriteLinesOfCorosyncToFile() throws ConfigurationException, IOException {
        start("timestamp: on/to_stderr: no/to_syslog: no/to_logfile: yes/logfile: @log");
        CPG.info("text");
        assertEquals("", written());
        final String line = Files.readString(directory.resolve("log"));
        assertTrue(line.matches(TIME + " \\[\\d+] host corosync info    \\[CPG   ] text\n"), line);
        assertEquals(List.of(), syslog);
    }

    @Test
    void shouldLeaveOutTimeAsCorosyncDoes() throws ConfigurationException, IOException {
        start("timestamp: off/to_stderr: no/to_syslog: no/to_logfile: yes/logfile: @log");
        CPG.info("text");
        logging.flush();
        final String line = Files.readString(directory.resolve("log"));
        assertTrue(line.matches("\\[\\d+] host corosyncinfo    \\[CPG   ] text\n"), line);
    }

    @Test
    void shouldNameSourceWhenAsked() throws ConfigurationException {
        start("timestamp: off/fileline: on");
        CPG.info("text");
        assertTrue(written().matches("info    \\[CPG   ] LoggingSystemTest\\.java:\\d+ text\n"), written());
    }

    @Test
    void shouldNameFunctionWhenAsked() throws ConfigurationException {
        start("timestamp: off/function_name: on");
        CPG.info("text");
        assertEquals("info    [CPG   ] shouldNameFunctionWhenAsked text\n", written());
    }

    @Test
    void shouldNameBothWhenAsked() throws ConfigurationException {
        start("timestamp: off/function_name: on/fileline: on");
        CPG.info("text");
        assertTrue(written().matches("info    \\[CPG   ] LoggingSystemTest\\.java:shouldNameBothWhenAsked:\\d+ text\n"), written());
    }

    @Test
    void shouldObeyThresholdsOfEachDestination() throws ConfigurationException {
        start("timestamp: off/logfile_priority: notice/syslog_priority: err");
        CPG.info("info");
        CPG.info(LogMarkers.NOTICE, "notice");
        CPG.error(LogMarkers.CRIT, "crit");
        assertEquals("notice  [CPG   ] notice\ncrit    [CPG   ] crit\n", written());
        assertEquals(List.of("26   [CPG   ] crit"), syslog);
    }

    @Test
    void shouldObeyOverridesOfSubsystem() throws ConfigurationException, IOException {
        start("timestamp: off/blackbox: off/to_logfile: yes/logfile: @all"
            + "/logger_subsys {/subsys: CPG/debug: on/to_stderr: no/to_syslog: no/logfile: @cpg/}");
        CPG.debug("cpg");
        QUORUM.debug("no");
        QUORUM.info("quorum");
        assertEquals("info    [QUORUM] quorum\n", written());
        assertEquals(List.of("30   [QUORUM] quorum"), syslog);
        assertTrue(Files.readString(directory.resolve("cpg")).endsWith("corosyncdebug   [CPG   ] cpg\n"));
        assertTrue(Files.readString(directory.resolve("all")).endsWith("corosyncinfo    [QUORUM] quorum\n"));
        assertTrue(CPG.isDebugEnabled());
        assertFalse(QUORUM.isDebugEnabled());
    }

    @Test
    void shouldKeepLinesOfEveryPriorityForTheBlackBox() throws ConfigurationException, IOException {
        start("timestamp: off");
        assertTrue(QUORUM.isTraceEnabled());
        assertFalse(LoggerFactory.getLogger("KNET").isDebugEnabled());
        QUORUM.trace("a finer {}", "line");
        assertEquals("", written());
        final Path file = directory.resolve("fdata");
        logging.writeFlightData(file);
        assertTrue(Files.readString(file, StandardCharsets.ISO_8859_1).contains("a finer line"));
        logging.apply(settings("blackbox: off"));
        assertFalse(QUORUM.isDebugEnabled());
        assertThrows(IOException.class, () -> logging.writeFlightData(file));
    }

    @Test
    void shouldApplyNewSettings() throws ConfigurationException, IOException {
        start("timestamp: off/to_syslog: no");
        logging.apply(settings("timestamp: off/to_syslog: no/debug: on/to_logfile: yes/logfile: @late"));
        CPG.debug("text");
        assertTrue(LoggerFactory.getLogger("KNET").isDebugEnabled());
        assertEquals("debug   [CPG   ] text\n", written());
        assertTrue(Files.exists(directory.resolve("late")));
    }

    @Test
    void shouldKeepOldSettingsWhenNewFileCannotBeOpened() throws ConfigurationException {
        start("timestamp: off/to_syslog: no");
        final LogTarget common = settings("debug: on").common();
        final LogTarget target = new LogTarget(true, false, true, directory.resolve("missing").resolve("log").toString(),
            common.logfilePriority(), common.syslogPriority(), common.syslogFacility(), common.debug());
        final LoggingSettings bad = new LoggingSettings(LoggingSettings.Timestamp.OFF, false, false, true, target, Map.of());
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> logging.apply(bad));
        assertEquals(ConfigurationException.EXIT_LOGGING, e.exitStatus());
        assertTrue(e.getMessage().endsWith("No such file or directory"), e.getMessage());
        CPG.debug("hidden");
        CPG.info("shown");
        assertEquals("info    [CPG   ] shown\n", written());
    }

    @Test
    void shouldWriteToNewFileAfterRotation() throws ConfigurationException, IOException {
        start("timestamp: off/to_stderr: no/to_syslog: no/to_logfile: yes/logfile: @log");
        CPG.info("before");
        logging.flush();
        Files.move(directory.resolve("log"), directory.resolve("log.1"));
        CPG.info("between");
        logging.reopen();
        CPG.info("after");
        logging.flush();
        assertEquals(2, Files.readAllLines(directory.resolve("log.1")).size());
        assertTrue(Files.readString(directory.resolve("log")).endsWith("[CPG   ] after\n"));
    }

    @Test
    void shouldShowStackTraceOfException() throws ConfigurationException {
        start("timestamp: off/to_syslog: no");
        CPG.error("failed", new IllegalStateException("why"));
        assertTrue(written().startsWith("error   [CPG   ] failed\njava.lang.IllegalStateException: why\n"), written());
    }
}
