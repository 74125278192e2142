package org.gatun.engine.config;

import java.util.Map;

/**
 * The checked {@code logging} section. Immutable.
 *
 * @param fileline lines name source file and line
 * @param functionName lines name the function
 * @param blackbox lines are kept in the flight recorder
 * @param common for subsystems that have no target of their own
 * @param subsystems by name
 */
public record LoggingSettings(
    Timestamp timestamp,
    boolean fileline,
    boolean functionName,
    boolean blackbox,
    LogTarget common,
    Map<String, LogTarget> subsystems) {

    /** What a line begins with. */
    public enum Timestamp {
        /** Nothing. */
        OFF,
        /** {@code Nov 22 22:59:41}. */
        ON,
        /** {@code Nov 22 22:59:41.123}; the default. */
        HIRES
    }

    /** The target of a subsystem. */
    public LogTarget target(final String subsystem) {
        return subsystems.getOrDefault(subsystem, common);
    }

    /** What is in force before a configuration is read: everything of priority info to standard error and syslog. */
    public static LoggingSettings ofDefaults() {
        return new LoggingSettings(Timestamp.HIRES, false, false, true,
            new LogTarget(true, true, false, null, LogPriority.INFO, LogPriority.INFO, LoggingReader.FACILITY_DAEMON, null), Map.of());
    }
}
