package org.gatun.engine.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.LogPriority;
import org.gatun.engine.config.LogTarget;
import org.gatun.engine.config.LoggingSettings;
import org.gatun.natives.linux.Syslog;
import org.slf4j.LoggerFactory;

/**
 * The process's log. Replaces whatever logback had configured by itself. Started, changed and closed on one thread; lines come from
 * any.
 */
public final class LoggingSystem implements AutoCloseable {
    /** The subsystem that speaks for libknet. */
    private static final String LIBKNET = "KNET";
    /** The name in syslog and in files, which administrators' filters know. */
    private static final String IDENT = "corosync";

    private final LoggerContext context;
    private final LogOutputs outputs;
    private final LogWriter writer;

    private LoggingSystem(final LoggerContext context, final LogOutputs outputs, final LogWriter writer) {
        this.context = context;
        this.outputs = outputs;
        this.writer = writer;
    }

    /**
     * Opens the files and begins to log.
     *
     * @param hostName shown in files
     * @param useStderr false in the background, where standard error leads nowhere
     * @throws ConfigurationException with exit status 7 if a file cannot be opened
     */
    public static LoggingSystem start(final LoggingSettings settings, final String hostName, final boolean useStderr)
        throws ConfigurationException {
        Syslog.openlog(IDENT, Syslog.LOG_PID, Syslog.LOG_DAEMON);
        @SuppressWarnings("resource") // Standard error stays open as long as the process.
        final OutputStream stderr = useStderr ? new FileOutputStream(FileDescriptor.err) : null;
        return start(settings, hostName, stderr, Syslog::syslog);
    }

    static LoggingSystem start(final LoggingSettings settings, final String hostName, final OutputStream stderr,
        final LogOutputs.SystemLog syslog) throws ConfigurationException {
        final LogOutputs outputs = new LogOutputs(stderr, syslog);
        outputs.use(settings);
        final String process = "[" + ProcessHandle.current().pid() + "] " + hostName + ' ' + IDENT;
        final LogWriter writer = new LogWriter(outputs, settings, ZoneId.systemDefault(), process);
        final LoggerContext context = (LoggerContext)LoggerFactory.getILoggerFactory();
        context.reset();
        writer.setContext(context);
        writer.setName("log");
        writer.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(writer);
        setLevels(context, settings);
        return new LoggingSystem(context, outputs, writer);
    }

    /**
     * Changes the settings, at a reload.
     *
     * @throws ConfigurationException if a file cannot be opened; the old settings then stay in force
     */
    public void apply(final LoggingSettings settings) throws ConfigurationException {
        final ConfigurationException[] failure = new ConfigurationException[1];
        execute(() -> {
            try {
                outputs.use(settings);
            } catch (final ConfigurationException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        writer.use(settings);
        setLevels(context, settings);
    }

    /** Opens the log files anew, after a rotation ({@code corosync-cfgtool -L}). */
    public void reopen() {
        execute(outputs::reopen);
    }

    /**
     * Writes a file of the last lines, of every priority, for {@code qb-blackbox}; returns when it is there.
     *
     * @throws IOException if it cannot be written, or was not within some seconds
     */
    public void writeFlightData(final Path file) throws IOException {
        final IOException[] result = {new IOException("not written in time")};
        execute(() -> {
            try {
                writer.writeFlightData(file);
                result[0] = null;
            } catch (final IOException e) {
                result[0] = e;
            }
        });
        if (result[0] != null) {
            throw result[0];
        }
    }

    /** Returns when all lines logged so far are written, or after some seconds if an output is stuck. */
    public void flush() {
        execute(() -> { });
    }

    /** Writes what is left, and logs no more. */
    @Override
    public void close() {
        flush();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(writer);
        execute(() -> {
            outputs.close();
            writer.stop();
        });
    }

    private void execute(final Runnable action) {
        try {
            writer.execute(action);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void setLevels(final LoggerContext context, final LoggingSettings settings) {
        for (final Logger logger : context.getLoggerList()) {
            if (!logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
                logger.setLevel(null);
            }
        }
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(level(settings, settings.common()));
        for (final Map.Entry<String, LogTarget> entry : settings.subsystems().entrySet()) {
            context.getLogger(entry.getKey()).setLevel(level(settings, entry.getValue()));
        }
        // What the black box has of libknet is what the log has: libknet says too much at its finest level, some of it for each packet.
        context.getLogger(LIBKNET).setLevel(level(settings.target(LIBKNET)));
    }

    /** As the other one, or all lines where there is a black box, which wants them. */
    private static Level level(final LoggingSettings settings, final LogTarget target) {
        return settings.blackbox() ? Level.TRACE : level(target);
    }

    /** The coarsest level that lets all lines through that the target wants. */
    private static Level level(final LogTarget target) {
        if (target.logs(LogPriority.TRACE)) {
            return Level.TRACE;
        }
        if (target.logs(LogPriority.DEBUG) || target.logsToSyslog(LogPriority.DEBUG)) {
            return Level.DEBUG;
        }
        if (target.logs(LogPriority.NOTICE) || target.logsToSyslog(LogPriority.NOTICE)) {
            return Level.INFO;
        }
        return target.logs(LogPriority.WARNING) || target.logsToSyslog(LogPriority.WARNING) ? Level.WARN : Level.ERROR;
    }
}
