package org.gatun.engine.runtime.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.LogTarget;
import org.gatun.engine.config.LoggingSettings;

/** Standard error, syslog, and the files that are open. Not thread-safe. */
final class LogOutputs {
    /** {@code syslog(3)}, or a test's stand-in. */
    interface SystemLog {
        void write(int priority, String text);
    }

    private final OutputStream stderr;
    private final SystemLog syslog;
    private final Map<String, OutputStream> files = new HashMap<>();

    /**
     * @param stderr {@code null} = not used, whatever the settings say
     */
    LogOutputs(final OutputStream stderr, final SystemLog syslog) {
        this.stderr = stderr;
        this.syslog = syslog;
    }

    /** Opens the files that {@code settings} name and closes the others. On failure the files stay as they were. */
    void use(final LoggingSettings settings) throws ConfigurationException {
        final Set<String> names = new HashSet<>();
        addFile(names, settings.common());
        for (final LogTarget target : settings.subsystems().values()) {
            addFile(names, target);
        }
        for (final String name : names) {
            if (!files.containsKey(name)) {
                try {
                    files.put(name, open(name));
                } catch (final IOException e) {
                    throw new ConfigurationException(ConfigurationException.EXIT_LOGGING,
                        "parse error in config: logging.logfile: cannot open '" + name + "': " + reason(e));
                }
            }
        }
        for (final String name : Set.copyOf(files.keySet())) {
            if (!names.contains(name)) {
                close(files.remove(name));
            }
        }
    }

    /** Opens all files anew, for a rotation of logs. What cannot be opened is told on standard error and not written any more. */
    void reopen() {
        for (final String name : Set.copyOf(files.keySet())) {
            close(files.remove(name));
            try {
                files.put(name, open(name));
            } catch (final IOException e) {
                toStderr("cannot open log file '" + name + "': " + reason(e));
            }
        }
    }

    void toStderr(final String line) {
        if (stderr != null) {
            try {
                write(stderr, line);
            } catch (final IOException e) {
                // Nobody is left to tell.
                return;
            }
        }
    }

    void toFile(final String name, final String line) {
        final OutputStream file = files.get(name);
        if (file != null) {
            try {
                write(file, line);
            } catch (final IOException e) {
                toStderr("cannot write log file '" + name + "': " + reason(e));
            }
        }
    }

    void toSyslog(final int priority, final String line) {
        syslog.write(priority, line);
    }

    void close() {
        for (final OutputStream file : files.values()) {
            close(file);
        }
        files.clear();
    }

    private static void addFile(final Set<String> names, final LogTarget target) {
        if (target.logfile() != null) {
            names.add(target.logfile());
        }
    }

    private static OutputStream open(final String name) throws IOException {
        if (name.isEmpty()) {
            throw new NoSuchFileException(name);
        }
        try {
            return Files.newOutputStream(Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final InvalidPathException e) {
            throw new IOException(e.getReason(), e);
        }
    }

    private static void write(final OutputStream stream, final String line) throws IOException {
        stream.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private static void close(final OutputStream stream) {
        try {
            stream.close();
        } catch (final IOException e) {
            // Each line was written when it came; there is nothing left to lose.
            return;
        }
    }

    private static String reason(final IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        return e instanceof final FileSystemException f && f.getReason() != null ? f.getReason() : e.toString();
    }
}
