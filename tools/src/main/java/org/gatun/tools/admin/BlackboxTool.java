package org.gatun.tools.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-blackbox}: has the engine write its last log lines, of every priority, and prints them. */
@Command(name = "blackbox", aliases = "corosync-blackbox",
    description = "Has the engine write its last log lines, also those below the priority of its log, and prints them. With a file it"
        + " prints that one, and asks no engine.")
public final class BlackboxTool extends Tool {
    private static final List<String> TRIGGERS = List.of("runtime.blackbox.dump_state", "runtime.blackbox.dump_flight_data");
    private static final String STATE_DIRECTORY = "system.state_dir";
    private static final String STATE_DIRECTORY_DEFAULT = "/var/lib/corosync";
    private static final String NEWEST = "fdata";
    private static final List<String> PRIORITIES =
        List.of("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug", "trace");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss.SSS", Locale.ENGLISH);

    @Option(names = "-h", description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            decide(this::usage, 0);
        }
    }

    @Option(names = "--json", description = "print JSON.")
    private boolean isJson;

    @Parameters(paramLabel = "<file>", description = "A file that an engine of either kind wrote.")
    private List<Path> files = List.of();

    @Override
    int run() throws CsException {
        if (files.isEmpty()) {
            print(trigger());
        } else {
            files.forEach(this::print);
        }
        return 0;
    }

    /** Has the engine write a file, and says which. */
    private static Path trigger() throws CsException {
        try (Cmap cmap = Cmap.open(endpoint(), CmapMap.ICMAP)) {
            // The engine acts when the value changes.
            final CmapValue value = CmapValue.ofString(Instant.now().toString());
            for (final String key : TRIGGERS) {
                final CsError error = cmap.set(key, value);
                if (error != CsError.OK) {
                    throw new ToolFailure("Failed to set key " + key + ". Error " + error.symbol());
                }
            }
            final Optional<CmapValue> directory = cmap.find(STATE_DIRECTORY);
            return Path.of(directory.isPresent() ? directory.get().toString() : STATE_DIRECTORY_DEFAULT, NEWEST);
        }
    }

    private void print(final Path file) {
        try {
            final FlightRecords records = FlightRecords.read(file);
            if (isJson) {
                printJson(records);
            } else {
                output().line("Dumping the contents of " + file);
                for (FlightRecords.Line line = records.next(); line != null; line = records.next()) {
                    print(line);
                }
            }
        } catch (final IOException e) {
            throw new ToolFailure(file + ": " + ToolFailure.reason(e));
        }
    }

    private void printJson(final FlightRecords records) throws IOException {
        final Json json = new Json().array();
        for (FlightRecords.Line line = records.next(); line != null; line = records.next()) {
            json.object().field("time", time(line).toString()).field("priority", priority(line)).field("function", line.function())
                .field("line", line.line()).field("message", line.message()).endObject();
        }
        output().line(json.endArray().toString());
    }

    private void print(final FlightRecords.Line line) {
        output().line(String.format("%-7s ", priority(line)) + TIME.format(time(line).atZone(ZoneId.systemDefault())) + ' ' + line.function()
            + '(' + line.line() + "):" + line.tags() + ": " + line.message());
    }

    private static Instant time(final FlightRecords.Line line) {
        return Instant.ofEpochSecond(line.seconds(), line.nanos());
    }

    private static String priority(final FlightRecords.Line line) {
        return line.priority() < 0 || line.priority() >= PRIORITIES.size() ? "unknown" : PRIORITIES.get(line.priority());
    }
}
