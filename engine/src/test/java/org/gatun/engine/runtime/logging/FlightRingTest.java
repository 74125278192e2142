package org.gatun.engine.runtime.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.LogPriority;
import org.gatun.ipc.FlightData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlightRingTest {
    @TempDir
    private Path directory;

    private final FlightRing ring = new FlightRing(2 * FlightData.PAGE);

    /** Priority, name and text of all records. */
    private List<String> records() throws IOException {
        final Path path = directory.resolve("fdata");
        ring.writeTo(path);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        final ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
        final int words = file.getInt(FlightData.RING);
        assertEquals(FlightData.DATA + words * 4, file.limit());
        assertEquals(0, words * 4 % FlightData.PAGE);
        final List<String> records = new ArrayList<>();
        int at = FlightData.DATA;
        while (at < FlightData.DATA + file.getInt(FlightData.RING + 4) * 4) {
            final int length = file.getInt(at);
            assertEquals(FlightData.CHUNK_MAGIC, file.getInt(at + 4));
            final int name = file.getInt(at + 17);
            final int message = file.getInt(at + 37 + name);
            assertEquals(length, FlightData.RECORD_FIXED + name + message);
            assertTrue(message <= FlightData.MESSAGE_MAX);
            records.add(file.get(at + 16) + " " + new String(file.array(), at + 21, name - 1, StandardCharsets.UTF_8) + " "
                + new String(file.array(), at + 41 + name, message, StandardCharsets.UTF_8).replace('\0', '.'));
            at += (FlightData.CHUNK_HEADER + length + 3) / 4 * 4;
        }
        return records;
    }

    @Test
    void shouldKeepLinesOfEveryPriority() throws IOException {
        assertEquals(List.of(), records());
        ring.add(1_500, LogPriority.TRACE, "TOTEM", "100 %");
        ring.add(1_501, LogPriority.EMERG, "MAIN", "");
        assertEquals(List.of("8 TOTEM %s.100 %.", "0 MAIN %s.."), records());
    }

    @Test
    void shouldForgetTheOldest() throws IOException {
        for (int i = 0; i < 1000; i++) {
            ring.add(i, LogPriority.INFO, "MAIN", "line " + i + " x".repeat(i % 50));
            final List<String> records = records();
            assertTrue(records.getLast().startsWith("6 MAIN %s.line " + i + ' ') || i % 50 == 0, records.getLast());
            assertTrue(records.size() == i + 1 || records.size() > 50, "records=" + records.size());
        }
    }

    @Test
    void shouldKeepLongLinesInPieces() throws IOException {
        final String text = "\u20ac".repeat(1000);
        ring.add(1, LogPriority.ERR, "N".repeat(100), text);
        final StringBuilder all = new StringBuilder();
        for (final String record : records()) {
            all.append(record, record.indexOf("%s.") + 3, record.length() - 1);
        }
        assertEquals(text, all.toString());
    }
}
