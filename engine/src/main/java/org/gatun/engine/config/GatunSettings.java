package org.gatun.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The {@code gatun} section: what corosync does not know, and ignores. Immutable. All keys have defaults with which the engine
 * behaves as corosync does.
 *
 * @param ipcNameSuffix {@code ipc_name_suffix}: appended to the names of the local services, so that several engines fit one host;
 *     letters, digits, {@code .}, {@code _} and {@code -}, at most 32; default empty
 * @param pidFile {@code pid_file}: the lock file; default /run/corosync.pid
 * @param threading {@code threading}: {@code shared} (default) or {@code dedicated}
 * @param idle {@code idle_strategy}: what a thread does that has nothing to do: {@code block} (default), {@code backoff}, {@code
 *     yield} or {@code spin}
 * @param recorder {@code flight_recorder}: whether the Java VM records its own events, for the black box: {@code off} (default) or {@code
 *     on}
 */
public record GatunSettings(String ipcNameSuffix, Path pidFile, Threading threading, Idle idle, Recorder recorder) {
    /** The lock file when none is configured. */
    public static final Path DEFAULT_PID_FILE = Path.of("/run/corosync.pid");

    private static final String PREFIX = "gatun.";
    private static final List<String> NAMES = List.of("ipc_name_suffix", "pid_file", "threading", "idle_strategy", "flight_recorder");

    /** How the agents share threads. */
    public enum Threading {
        /** One thread for ring and services. */
        SHARED,
        /** A thread for the ring, one for the services. */
        DEDICATED
    }

    /** What a thread without work does, from the thriftiest to the quickest. */
    public enum Idle {
        /** Waits in the kernel. */
        BLOCK,
        /** Looks for work for 50 microseconds after the last, then waits in the kernel. */
        BACKOFF,
        /** Never sleeps, but yields the processor between two looks for work. */
        YIELD,
        /** Never sleeps: burns a processor for each thread. */
        SPIN
    }

    /** The Java VM's flight recorder. */
    public enum Recorder {
        /** Costs nothing. */
        OFF,
        /** Costs some tenths of a second of a processor at the start, and 16 MiB. */
        ON
    }

    /**
     * Reads the section.
     *
     * @throws ConfigurationException with exit status 8 for an unknown key or value
     */
    public static GatunSettings read(final ConfigFile file) throws ConfigurationException {
        final ConfigMap keys = file.keys();
        final KeyCursor cursor = keys.iterate(PREFIX);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            if (!NAMES.contains(key.substring(PREFIX.length()))) {
                throw file.refuse(key, "unknown key; the section has " + String.join(", ", NAMES));
            }
        }
        final String suffix = keys.getString(PREFIX + "ipc_name_suffix");
        if (suffix != null && !suffix.matches("[A-Za-z0-9._-]{0,32}")) {
            throw file.refuse(PREFIX + "ipc_name_suffix", "takes at most 32 letters, digits, '.', '_' and '-'");
        }
        return new GatunSettings(
            suffix == null ? "" : suffix,
            file.path(PREFIX + "pid_file", DEFAULT_PID_FILE),
            choice(file, "threading", Threading.values(), Threading.SHARED),
            choice(file, "idle_strategy", Idle.values(), Idle.BLOCK),
            choice(file, "flight_recorder", Recorder.values(), Recorder.OFF));
    }

    private static <E extends Enum<E>> E choice(final ConfigFile file, final String name, final E[] choices, final E otherwise)
        throws ConfigurationException {
        final String text = file.keys().getString(PREFIX + name);
        if (text == null) {
            return otherwise;
        }
        final StringBuilder words = new StringBuilder();
        for (final E choice : choices) {
            final String word = choice.name().toLowerCase(Locale.ROOT);
            if (word.equals(text)) {
                return choice;
            }
            words.append(words.isEmpty() ? "" : ", ").append(word);
        }
        throw file.refuse(PREFIX + name, "expected " + words + ", but \"" + text + "\" was given");
    }
}
