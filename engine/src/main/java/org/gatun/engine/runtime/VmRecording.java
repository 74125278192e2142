package org.gatun.engine.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running recording of the Java VM's own events (pauses, samples of stacks, allocations), in memory. Any thread. */
final class VmRecording {
    private static final Logger LOG = LoggerFactory.getLogger("MAIN");
    private static final String SETTINGS = "default";

    private final Recording recording;

    private VmRecording(final Recording recording) {
        this.recording = recording;
    }

    /** Starts one; {@code null}, with a line in the log, if the VM cannot. */
    static VmRecording start() {
        try {
            final Recording recording = new Recording(Configuration.getConfiguration(SETTINGS));
            recording.setName("gatun");
            recording.setToDisk(false);
            recording.start();
            return new VmRecording(recording);
        } catch (final IOException | ParseException | IllegalStateException e) {
            LOG.error("gatun.flight_recorder: the Java VM does not record: {}", e.toString());
            return null;
        }
    }

    /** Writes what was recorded so far; takes some tenths of a second. What goes wrong is logged. */
    void dump(final Path file) {
        try {
            recording.dump(file);
        } catch (final IOException e) {
            LOG.error("Can't store flight recording: {}", e.toString());
        }
    }
}
