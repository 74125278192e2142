package org.gatun.engine.runtime;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.KeyCursor;
import org.gatun.engine.config.Value;
import org.gatun.engine.runtime.logging.LoggingSystem;
import org.gatun.engine.service.stats.StatisticsMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the last log lines in the state directory, as {@code fdata-TIME-PID} with the link {@code fdata} to the newest, where C
 * corosync's tool looks for them, and beside it what the Java VM has recorded, if it does, as {@code fdata-TIME-PID.jfr}.
 */
final class BlackBox {
    private static final Logger LOG = LoggerFactory.getLogger("MAIN");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final int LINES_AT_ONCE = 4096;

    private final LoggingSystem logging;
    private final Path directory;
    private final VmRecording recording;

    /** @param recording {@code null} if the Java VM does not record */
    BlackBox(final LoggingSystem logging, final Path directory, final VmRecording recording) {
        this.logging = logging;
        this.directory = directory.toAbsolutePath();
        this.recording = recording;
    }

    /** Writes the files and returns; any thread. What goes wrong is logged. */
    void dump() {
        final Path file = file();
        dumpLog(file);
        dumpRecording(file);
    }

    /** Writes the log's file and returns; that of the recording follows. Any thread. */
    void dumpQuickly() {
        final Path file = file();
        dumpLog(file);
        if (recording != null) {
            Thread.ofPlatform().name("recording").daemon().start(() -> dumpRecording(file));
        }
    }

    private Path file() {
        return directory.resolve("fdata-" + TIME.format(LocalDateTime.now()) + '-' + ProcessHandle.current().pid());
    }

    private void dumpRecording(final Path file) {
        if (recording != null) {
            recording.dump(file.resolveSibling(file.getFileName() + ".jfr"));
        }
    }

    private void dumpLog(final Path file) {
        try {
            logging.writeFlightData(file);
        } catch (final IOException e) {
            LOG.error("Can't store blackbox file: {}", e.toString());
            return;
        }
        final Path link = directory.resolve("fdata");
        try {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, file);
        } catch (final FileAlreadyExistsException e) {
            // Another thread has just dumped, too.
            LOG.debug("{} is new already", link);
        } catch (final IOException e) {
            LOG.error("Can't create symlink to '{}' for corosync blackbox file '{}': {}", file, link, e.toString());
        }
    }

    /** Logs all keys with their values, for the black box. On the maps' thread. */
    void logState(final ConfigMap config, final StatisticsMap statistics) {
        final KeyCursor cursor = config.iterate("");
        int lines = 0;
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            log(lines++, key, config.get(key));
        }
        final Supplier<String> keys = statistics.iterate("");
        for (String key = keys.get(); key != null; key = keys.get()) {
            log(lines++, key, statistics.get(key));
        }
    }

    private void log(final int line, final String key, final Value value) {
        if (line % LINES_AT_ONCE == LINES_AT_ONCE - 1) {
            // A large cluster has more keys than lines can wait.
            logging.flush();
        }
        LOG.debug("{} = {}", key, value);
    }
}
