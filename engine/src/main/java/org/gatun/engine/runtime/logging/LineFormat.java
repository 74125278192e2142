package org.gatun.engine.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.LogPriority;
import org.gatun.engine.config.LoggingSettings;
import org.slf4j.Marker;

/**
 * The forms of a line.
 *
 * <pre>
 *   stderr   Nov 22 22:59:41.123 notice  [TOTEM ] text
 *   file     Nov 22 22:59:41.123 [4711] host corosync notice  [TOTEM ] text
 *   syslog                                 [TOTEM ] text
 * </pre>
 *
 * <p>With the file's line, the function's name or both, these stand before the text: {@code Ring.java:12}, {@code enter}, {@code
 * Ring.java:enter:12}. Immutable; any thread.
 */
final class LineFormat {
    private static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    private final LoggingSettings settings;
    private final ZoneId zone;
    private final String process;

    /**
     * @param process what a line of a file has of us, such as {@code [4711] host corosync}
     */
    LineFormat(final LoggingSettings settings, final ZoneId zone, final String process) {
        this.settings = settings;
        this.zone = zone;
        this.process = process;
    }

    String stderrLine(final ILoggingEvent event, final LogPriority priority) {
        final String time = time(event);
        return (time.isEmpty() ? "" : time + ' ') + prioritised(event, priority);
    }

    String fileLine(final ILoggingEvent event, final LogPriority priority) {
        final String time = time(event);
        // Without a time C corosync also leaves out the blank behind its name.
        return (time.isEmpty() ? process : time + ' ' + process + ' ') + prioritised(event, priority);
    }

    String syslogLine(final ILoggingEvent event) {
        return "  " + text(event);
    }

    boolean needsCaller() {
        return settings.fileline() || settings.functionName();
    }

    /** The priority of a line: that of its marker, else that of its level. */
    static LogPriority priority(final ILoggingEvent event) {
        final List<Marker> markers = event.getMarkerList();
        if (markers != null) {
            for (final Marker marker : markers) {
                if (marker == LogMarkers.NOTICE) {
                    return LogPriority.NOTICE;
                }
                if (marker == LogMarkers.CRIT) {
                    return LogPriority.CRIT;
                }
                if (marker == LogMarkers.ALERT) {
                    return LogPriority.ALERT;
                }
                if (marker == LogMarkers.EMERG) {
                    return LogPriority.EMERG;
                }
            }
        }
        return switch (event.getLevel().toInt()) {
            case Level.ERROR_INT -> LogPriority.ERR;
            case Level.WARN_INT -> LogPriority.WARNING;
            case Level.INFO_INT -> LogPriority.INFO;
            case Level.DEBUG_INT -> LogPriority.DEBUG;
            default -> LogPriority.TRACE;
        };
    }

    /** The subsystem is the logger's name; of a library's logger, its last part. */
    static String subsystem(final ILoggingEvent event) {
        final String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private String prioritised(final ILoggingEvent event, final LogPriority priority) {
        return padded(priority.label(), 7) + ' ' + text(event);
    }

    private String text(final ILoggingEvent event) {
        final StringBuilder text = new StringBuilder(160);
        text.append('[').append(padded(subsystem(event), 6)).append("] ");
        if (needsCaller()) {
            appendCaller(text, event);
        }
        return text.append(message(event)).toString();
    }

    /** What was logged, the exception with it. */
    static String message(final ILoggingEvent event) {
        return event.getThrowableProxy() == null ? event.getFormattedMessage()
            : event.getFormattedMessage() + '\n' + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
    }

    private void appendCaller(final StringBuilder text, final ILoggingEvent event) {
        final StackTraceElement[] callers = event.getCallerData();
        if (callers.length == 0) {
            return;
        }
        final StackTraceElement caller = callers[0];
        if (settings.fileline()) {
            text.append(caller.getFileName());
        }
        if (settings.functionName()) {
            text.append(settings.fileline() ? ":" : "").append(caller.getMethodName());
        }
        if (settings.fileline()) {
            text.append(':').append(caller.getLineNumber());
        }
        text.append(' ');
    }

    private String time(final ILoggingEvent event) {
        if (settings.timestamp() == LoggingSettings.Timestamp.OFF) {
            return "";
        }
        final ZonedDateTime time = Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone);
        final StringBuilder text = new StringBuilder(20).append(MONTHS[time.getMonthValue() - 1]).append(' ');
        digits(text, time.getDayOfMonth(), 2).append(' ');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        digits(text, time.getSecond(), 2);
        if (settings.timestamp() == LoggingSettings.Timestamp.HIRES) {
            digits(text.append('.'), time.getNano() / 1_000_000, 3);
        }
        return text.toString();
    }

    private static StringBuilder digits(final StringBuilder text, final int number, final int width) {
        for (int limit = 10, i = 1; i < width; i++, limit *= 10) {
            if (number < limit) {
                text.append('0');
            }
        }
        return text.append(number);
    }

    private static String padded(final String text, final int width) {
        return text.length() < width ? text + " ".repeat(width - text.length()) : text;
    }
}
