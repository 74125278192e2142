package org.gatun.engine.config;

/**
 * Where the lines of a subsystem go. Immutable.
 *
 * @param toLogfile writes to {@code logfile}
 * @param logfile {@code null} = none
 * @param logfilePriority threshold of the file and of standard error
 * @param syslogFacility the facility's number, shifted as in {@code syslog.h} (daemon = 24)
 * @param debug {@code null} = off, else {@link LogPriority#DEBUG} or {@link LogPriority#TRACE}, which replaces both thresholds
 */
public record LogTarget(
    boolean toStderr,
    boolean toSyslog,
    boolean toLogfile,
    String logfile,
    LogPriority logfilePriority,
    LogPriority syslogPriority,
    int syslogFacility,
    LogPriority debug) {

    /** True if a line of this priority goes to standard error and the file, where these are used. */
    public boolean logs(final LogPriority priority) {
        return priority.passes(debug == null ? logfilePriority : debug);
    }

    /** True if a line of this priority goes to syslog, where that is used. */
    public boolean logsToSyslog(final LogPriority priority) {
        return priority.passes(debug == null ? syslogPriority : debug);
    }
}
