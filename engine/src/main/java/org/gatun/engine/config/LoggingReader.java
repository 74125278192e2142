package org.gatun.engine.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes {@link LoggingSettings} of the {@code logging} keys. A word that is not known is refused with exit status 7. */
public final class LoggingReader {
    static final int FACILITY_DAEMON = 3 << 3;

    private static final String PREFIX = "logging.";
    private static final String SUBSYSTEMS = PREFIX + "logger_subsys.";
    private static final List<String> FACILITIES = List.of("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp",
        "cron", "authpriv", "ftp", "", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7");

    private final ConfigFile file;

    private LoggingReader(final ConfigFile file) {
        this.file = file;
    }

    /** Reads and checks all keys. */
    public static LoggingSettings read(final ConfigFile file) throws ConfigurationException {
        return new LoggingReader(file).read();
    }

    private LoggingSettings read() throws ConfigurationException {
        final LoggingSettings defaults = LoggingSettings.ofDefaults();
        final LogTarget common = target(PREFIX, defaults.common());
        final LoggingSettings.Timestamp timestamp = switch (word("timestamp", "hires", "off", "on", "hires")) {
            case "off" -> LoggingSettings.Timestamp.OFF;
            case "on" -> LoggingSettings.Timestamp.ON;
            default -> LoggingSettings.Timestamp.HIRES;
        };
        final boolean fileline = word("fileline", "off", "on", "off").equals("on");
        final boolean functionName = word("function_name", "off", "on", "off").equals("on");
        final boolean blackbox = word("blackbox", "on", "on", "off").equals("on");
        final Map<String, LogTarget> subsystems = new LinkedHashMap<>();
        final KeyCursor cursor = file.keys().iterate(SUBSYSTEMS);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            final int dot = key.lastIndexOf('.');
            if (dot > SUBSYSTEMS.length() && key.endsWith(".subsys")) {
                final String name = key.substring(SUBSYSTEMS.length(), dot);
                subsystems.put(name, target(SUBSYSTEMS + name + '.', common));
            }
        }
        return new LoggingSettings(timestamp, fileline, functionName, blackbox, common, Map.copyOf(subsystems));
    }

    private LogTarget target(final String prefix, final LogTarget outer) throws ConfigurationException {
        final boolean toLogfile = yes(prefix + "to_logfile", yes(prefix + "to_file", outer.toLogfile()));
        final String logfile = file.keys().getString(prefix + "logfile");
        return new LogTarget(
            yes(prefix + "to_stderr", outer.toStderr()),
            yes(prefix + "to_syslog", outer.toSyslog()),
            toLogfile,
            logfile == null ? outer.logfile() : logfile,
            priority(prefix + "logfile_priority", outer.logfilePriority()),
            priority(prefix + "syslog_priority", priority(prefix + "syslog_level", outer.syslogPriority())),
            facility(prefix + "syslog_facility", outer.syslogFacility()),
            debug(prefix + "debug", outer.debug()));
    }

    private String word(final String name, final String otherwise, final String... words) throws ConfigurationException {
        final String key = PREFIX + name;
        final String text = file.keys().getString(key);
        if (text == null) {
            return otherwise;
        }
        if (!List.of(words).contains(text)) {
            throw unknown(key, text, String.join(", ", words));
        }
        return text;
    }

    private boolean yes(final String key, final boolean otherwise) throws ConfigurationException {
        final String text = file.keys().getString(key);
        if (text == null) {
            return otherwise;
        }
        return switch (text) {
            case "yes", "on" -> true;
            case "no", "off" -> false;
            default -> throw unknown(key, text, "yes, no, on, off");
        };
    }

    private LogPriority priority(final String key, final LogPriority otherwise) throws ConfigurationException {
        final String text = file.keys().getString(key);
        if (text == null) {
            return otherwise;
        }
        final LogPriority priority = LogPriority.ofWord(text);
        if (priority == null) {
            throw unknown(key, text, "alert, crit, debug, emerg, err, info, notice, warning");
        }
        return priority;
    }

    private LogPriority debug(final String key, final LogPriority otherwise) throws ConfigurationException {
        final String text = file.keys().getString(key);
        if (text == null) {
            return otherwise;
        }
        return switch (text) {
            case "on" -> LogPriority.DEBUG;
            case "trace" -> LogPriority.TRACE;
            case "off" -> null;
            default -> throw unknown(key, text, "on, off, trace");
        };
    }

    private int facility(final String key, final int otherwise) throws ConfigurationException {
        final String text = file.keys().getString(key);
        if (text == null) {
            return otherwise;
        }
        final int index = text.isEmpty() ? -1 : FACILITIES.indexOf(text);
        if (index < 0) {
            throw unknown(key, text, "a facility of syslog.h such as daemon, local0 to local7");
        }
        return index << 3;
    }

    private ConfigurationException unknown(final String key, final String given, final String wanted) {
        return file.refuse(ConfigurationException.EXIT_LOGGING, key, "expected " + wanted + ", but \"" + given + "\" was given");
    }
}
