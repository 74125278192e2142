package org.gatun.tools.admin;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatun.ipc.FlightData;

/** The records of a file of log lines, the oldest first, as {@link FlightData} lays them out. One thread. */
final class FlightRecords {
    private static final int WORD = 4;

    /**
     * A line of the log.
     *
     * @param priority 0..8
     * @param message as the engine's log had it
     */
    record Line(int priority, String function, long line, long tags, long seconds, long nanos, String message) {
    }

    private final ByteBuffer data;
    private final int end;
    private int next;

    private FlightRecords(final ByteBuffer data, final int start, final int end) {
        this.data = data;
        this.next = start;
        this.end = end;
    }

    /** Reads a file; what cannot be one is refused. */
    static FlightRecords read(final Path file) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        if (bytes.limit() < FlightData.DATA || bytes.getInt(0) != FlightData.START || bytes.getInt(4) != FlightData.MAGIC_READ
            || bytes.getInt(8) != FlightData.MAGIC_WRITE || bytes.getInt(12) != FlightData.VERSION) {
            throw new IOException("no file of a black box");
        }
        final int words = bytes.getInt(FlightData.RING);
        final int end = bytes.getInt(FlightData.RING + 4);
        final int start = bytes.getInt(FlightData.RING + 8);
        final int version = bytes.getInt(FlightData.RING + 12);
        if (version != FlightData.RING_VERSION || bytes.getInt(FlightData.RING + 16) != words + end + start + version
            || words <= 0 || words > (bytes.limit() - FlightData.DATA) / WORD || end < 0 || end >= words || start < 0 || start >= words) {
            throw new IOException("damaged: wrong header");
        }
        return new FlightRecords(bytes.slice(FlightData.DATA, words * WORD).order(ByteOrder.nativeOrder()), start, end);
    }

    /** The next one, {@code null} after the last; {@link IOException} if it is damaged. */
    Line next() throws IOException {
        if (next == end) {
            return null;
        }
        final int length = data.getInt(next * WORD);
        if (data.getInt((next + 1) % (data.limit() / WORD) * WORD) != FlightData.CHUNK_MAGIC
            || length < FlightData.RECORD_FIXED || length > FlightData.RECORD_MAX) {
            throw new IOException("damaged: wrong chunk at word " + next);
        }
        final byte[] record = new byte[length];
        for (int i = 0; i < length; i++) {
            record[i] = data.get((next * WORD + FlightData.CHUNK_HEADER + i) % data.limit());
        }
        next = (next + (FlightData.CHUNK_HEADER + length + WORD - 1) / WORD) % (data.limit() / WORD);
        try {
            return line(ByteBuffer.wrap(record).order(ByteOrder.nativeOrder()));
        } catch (final BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("damaged: wrong record before word " + next, e);
        }
    }

    private static Line line(final ByteBuffer record) {
        final long line = Integer.toUnsignedLong(record.getInt());
        final long tags = Integer.toUnsignedLong(record.getInt());
        final int priority = record.get();
        final byte[] function = new byte[record.getInt(record.position()) & 0x3ff];
        record.getInt();
        record.get(function);
        final long seconds = record.getLong();
        final long nanos = record.getLong();
        record.getInt();
        return new Line(priority, new String(function, 0, Math.max(0, function.length - 1), StandardCharsets.UTF_8), line, tags, seconds,
            nanos, withoutNewlines(PrintfRecord.text(record)));
    }

    private static String withoutNewlines(final String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        return text.substring(0, end);
    }
}
