package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static ConfigFile section(final String name, final String body) throws ConfigurationException {
        return ConfigFile.parse("x.conf", (name + " {\n" + body.replace('/', '\n') + "\n}\n").getBytes(StandardCharsets.UTF_8),
            Accounts.ofSystem());
    }

    private static LoggingSettings logging(final String body) throws ConfigurationException {
        return LoggingReader.read(section("logging", body));
    }

    @Test
    void shouldLogToStderrAndSyslogFromInfoOnByDefault() throws ConfigurationException {
        assertEquals(LoggingSettings.ofDefaults(), logging(""));
        final LogTarget target = logging("").target("CPG");
        assertTrue(target.toStderr() && target.toSyslog() && !target.toLogfile());
        assertTrue(target.logs(LogPriority.INFO));
        assertFalse(target.logs(LogPriority.DEBUG));
        assertEquals(24, target.syslogFacility());
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "fileline", "function_name", "blackbox", "to_stderr", "to_syslog", "to_logfile", "to_file",
        "logfile_priority", "syslog_priority", "syslog_level", "syslog_facility", "debug"})
    void shouldRefuseUnknownWordWithStatusSeven(final String key) {
        for (final String word : new String[] {"foo", "", "1"}) {
            final ConfigurationException e = assertThrows(ConfigurationException.class, () -> logging(key + ": " + word));
            assertEquals(ConfigurationException.EXIT_LOGGING, e.exitStatus());
            assertTrue(e.getMessage().startsWith("parse error in config: x.conf:2: logging." + key + ": "), e.getMessage());
        }
    }

    @Test
    void shouldOverrideForSubsystem() throws ConfigurationException {
        final LoggingSettings settings = logging("to_syslog: no/debug: on/logfile_priority: err/timestamp: off/fileline: on"
            + "/logger_subsys {/subsys: CPG/debug: off/to_stderr: off/syslog_facility: local3/}");
        final LogTarget other = settings.target("TOTEM");
        assertEquals(LogPriority.DEBUG, other.debug());
        assertTrue(other.logs(LogPriority.DEBUG));
        final LogTarget cpg = settings.target("CPG");
        assertFalse(cpg.toStderr() || cpg.toSyslog());
        assertTrue(cpg.logs(LogPriority.ERR));
        assertFalse(cpg.logs(LogPriority.WARNING));
        assertEquals(19 << 3, cpg.syslogFacility());
        assertEquals(LoggingSettings.Timestamp.OFF, settings.timestamp());
    }

    @ParameterizedTest
    @CsvSource({"'',NATIVE,true", "qb_ipc_type: socket,SOCKET,true", "qb_ipc_type: shm/sched_rr: no,SHM,false"})
    void shouldReadSystemSection(final String body, final SystemSettings.IpcType type, final boolean roundRobin,
        @TempDir final Path directory) throws ConfigurationException {
        final String state = "\nstate_dir: " + directory;
        final SystemSettings settings = SystemSettings.read(ConfigFile.parse("x.conf",
            ("system {\n" + body.replace('/', '\n') + state + "\n}\n").getBytes(StandardCharsets.UTF_8), Accounts.ofSystem()));
        assertEquals(type, settings.ipcType());
        assertEquals(roundRobin, settings.roundRobin());
        assertEquals(directory, settings.stateDirectory());
    }

    @Test
    void shouldRefuseMissingStateDirectoryWithStatusSixteen() {
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> SystemSettings.read(ConfigFile.parse("x.conf",
            "system {\nstate_dir: /nonexistent\n}\n".getBytes(StandardCharsets.UTF_8), Accounts.ofSystem())));
        assertEquals(ConfigurationException.EXIT_STATE_DIRECTORY, e.exitStatus());
    }

    @Test
    void shouldBehaveAsCorosyncWithoutGatunSection() throws ConfigurationException {
        assertEquals(new GatunSettings("", Path.of("/run/corosync.pid"), GatunSettings.Threading.SHARED, GatunSettings.Idle.BLOCK,
            GatunSettings.Recorder.OFF),
            GatunSettings.read(section("totem", "")));
    }

    @Test
    void shouldReadGatunSection() throws ConfigurationException {
        assertEquals(
            new GatunSettings("-n1", Path.of("run.pid"), GatunSettings.Threading.DEDICATED, GatunSettings.Idle.SPIN,
                GatunSettings.Recorder.ON),
            GatunSettings.read(section("gatun", "ipc_name_suffix: -n1/pid_file: run.pid/threading: dedicated"
                + "/idle_strategy: spin/flight_recorder: on")));
    }

    @ParameterizedTest
    @CsvSource({"foo: 1,gatun.foo", "threading: many,gatun.threading", "idle_strategy: sleep,gatun.idle_strategy",
        "flight_recorder: yes,gatun.flight_recorder",
        "ipc_name_suffix: a b,gatun.ipc_name_suffix", "sub {/threading: shared/},gatun.sub.threading"})
    void shouldNameKeyAndLineWhenGatunSectionIsWrong(final String body, final String key) {
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> GatunSettings.read(section("gatun", body)));
        assertTrue(e.getMessage().matches("parse error in config: x.conf:[23]: " + key + ": .*"), e.getMessage());
    }
}
