package org.gatun.tools.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.gatun.ipc.FlightData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlightRecordsTest {
    private static final int WORDS = FlightData.PAGE / 4;

    @TempDir
    private Path directory;

    /** A file whose only record begins at a word of the data, and may go on at its start. */
    private byte[] file(final int start) {
        final ByteBuffer record = ByteBuffer.allocate(100).order(ByteOrder.nativeOrder());
        record.putInt(12).putInt(3).put((byte)4).putInt(3).put("fn\0".getBytes(StandardCharsets.UTF_8)).putLong(1).putLong(5_000_000).putInt(9)
            .put("%d mice\0".getBytes(StandardCharsets.UTF_8)).putInt(3).flip();
        final int length = record.limit();
        final int end = (start + (FlightData.CHUNK_HEADER + length + 3) / 4) % WORDS;
        final ByteBuffer file = ByteBuffer.allocate(FlightData.DATA + FlightData.PAGE).order(ByteOrder.nativeOrder());
        file.putInt(FlightData.START).putInt(FlightData.MAGIC_READ).putInt(FlightData.MAGIC_WRITE).putInt(FlightData.VERSION).putInt(0)
            .putInt(WORDS).putInt(end).putInt(start).putInt(FlightData.RING_VERSION).putInt(WORDS + end + start + FlightData.RING_VERSION);
        file.putInt(FlightData.DATA + start * 4, length).putInt(FlightData.DATA + (start + 1) % WORDS * 4, FlightData.CHUNK_MAGIC);
        for (int i = 0; i < length; i++) {
            file.put(FlightData.DATA + (start * 4 + FlightData.CHUNK_HEADER + i) % FlightData.PAGE, record.get(i));
        }
        return file.array();
    }

    private FlightRecords read(final byte[] bytes) throws IOException {
        return FlightRecords.read(Files.write(directory.resolve("fdata"), bytes));
    }

    @Test
    void shouldReadRecordsThatWrap() throws IOException {
        for (int start = 0; start < WORDS; start++) {
            final FlightRecords records = read(file(start));
            assertEquals(new FlightRecords.Line(4, "fn", 12, 3, 1, 5_000_000, "3 mice"), records.next());
            assertNull(records.next());
        }
    }

    @Test
    void shouldRefuseWhatIsNoFile() {
        assertThrows(IOException.class, () -> read(new byte[0]));
        assertThrows(IOException.class, () -> read(new byte[100]));
        final byte[] cut = new byte[200];
        System.arraycopy(file(0), 0, cut, 0, cut.length);
        assertThrows(IOException.class, () -> read(cut));
    }

    @Test
    void shouldTellDamage() throws IOException {
        final Random random = new Random(1);
        int damaged = 0;
        for (int i = 0; i < 2000; i++) {
            final byte[] bytes = file(random.nextInt(WORDS));
            final int at = i < 1000 ? random.nextInt(FlightData.DATA) : random.nextInt(bytes.length);
            bytes[at] ^= (byte)(1 + random.nextInt(255));
            try {
                final FlightRecords records = read(bytes);
                for (int n = 0; records.next() != null; n++) {
                    assertEquals(0, n);
                }
            } catch (final IOException e) {
                damaged++;
            }
        }
        assertEquals(true, damaged > 900, "damaged=" + damaged);
    }
}
