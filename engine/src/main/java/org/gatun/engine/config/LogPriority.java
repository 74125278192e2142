package org.gatun.engine.config;

/** How grave a log line is, as in {@code syslog(3)} and one finer step. Immutable; any thread. */
public enum LogPriority {
    /** The system is unusable. */
    EMERG("emerg"),
    /** Action must be taken at once. */
    ALERT("alert"),
    /** A critical condition. */
    CRIT("crit"),
    /** An error; the configuration calls it {@code err}. */
    ERR("error"),
    /** A warning. */
    WARNING("warning"),
    /** Normal but significant. */
    NOTICE("notice"),
    /** Informational; the default threshold. */
    INFO("info"),
    /** For debugging. */
    DEBUG("debug"),
    /** For debugging, in detail; unknown to syslog. */
    TRACE("trace");

    private final String label;

    LogPriority(final String label) {
        this.label = label;
    }

    /** The word in log lines. */
    public String label() {
        return label;
    }

    /** True if a line of this priority passes a threshold. */
    public boolean passes(final LogPriority threshold) {
        return ordinal() <= threshold.ordinal();
    }

    /** The number of {@code syslog(3)}, 0..7. */
    public int syslogNumber() {
        return Math.min(ordinal(), DEBUG.ordinal());
    }

    /** The priority of a word in the configuration, {@code null} if there is none; {@code trace} is none there. */
    static LogPriority ofWord(final String word) {
        for (final LogPriority priority : values()) {
            if (priority != TRACE && word.equals(priority == ERR ? "err" : priority.label)) {
                return priority;
            }
        }
        return null;
    }
}
