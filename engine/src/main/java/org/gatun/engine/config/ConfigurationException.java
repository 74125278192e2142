package org.gatun.engine.config;

/** A configuration that cannot be used. The message says what is wrong and where; it is meant for the operator. */
public final class ConfigurationException extends Exception {
    /** Exit status for logging settings that are wrong. */
    public static final int EXIT_LOGGING = 7;
    /** Exit status for a file that cannot be read, parsed or accepted. */
    public static final int EXIT_CONFIGURATION = 8;
    /** Exit status for a missing state directory. */
    public static final int EXIT_STATE_DIRECTORY = 16;

    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    /** A refusal with the exit status of a daemon that meets it at its start. */
    public ConfigurationException(final int exitStatus, final String message) {
        super(message);
        this.exitStatus = exitStatus;
    }

    /** The exit status of the daemon that meets this at its start. */
    public int exitStatus() {
        return exitStatus;
    }
}
