package org.gatun.engine.runtime.logging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.gatun.engine.config.LogPriority;
import org.gatun.ipc.FlightData;

/**
 * The last log lines, of every priority, as many as a few megabytes hold; older ones make room. Kept as {@link FlightData} has them.
 * One thread.
 */
final class FlightRing {
    /** The format in front of each text. */
    private static final byte[] FORMAT = {'%', 's', 0};
    private static final int TEXT_MAX = FlightData.MESSAGE_MAX - FORMAT.length - 1;
    private static final int NAME_MAX = 64;
    private static final int WORD = 4;
    private static final int MS_PER_S = 1000;
    private static final int NANOS_PER_MS = 1_000_000;

    private final ByteBuffer ring;
    private final ByteBuffer chunk = ByteBuffer.allocate(FlightData.CHUNK_HEADER + FlightData.RECORD_MAX).order(ByteOrder.nativeOrder());
    /** Bytes since the beginning, of the oldest chunk and behind the newest. */
    private long oldest;
    private long end;

    /** @param bytes of native memory, a multiple of {@link FlightData#PAGE} */
    FlightRing(final int bytes) {
        ring = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Keeps a line; a long one is kept in pieces. */
    void add(final long timeMs, final LogPriority priority, final String subsystem, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final byte[] name = subsystem.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        do {
            int to = Math.min(bytes.length, from + TEXT_MAX);
            while (to < bytes.length && (bytes[to] & 0xc0) == 0x80) {
                to--;
            }
            write(timeMs, priority, name, bytes, from, to);
            from = to;
        } while (from < bytes.length);
    }

    private void write(final long timeMs, final LogPriority priority, final byte[] name, final byte[] text, final int from, final int to) {
        final int nameLength = Math.min(name.length, NAME_MAX);
        final int messageLength = FORMAT.length + to - from + 1;
        final int record = FlightData.RECORD_FIXED + nameLength + 1 + messageLength;
        chunk.clear();
        chunk.putInt(record).putInt(FlightData.CHUNK_MAGIC);
        chunk.putInt(0).putInt(0).put((byte)priority.ordinal()).putInt(nameLength + 1).put(name, 0, nameLength).put((byte)0);
        chunk.putLong(timeMs / MS_PER_S).putLong(timeMs % MS_PER_S * NANOS_PER_MS);
        chunk.putInt(messageLength).put(FORMAT).put(text, from, to - from).put((byte)0);
        while (chunk.position() % WORD != 0) {
            chunk.put((byte)0);
        }
        chunk.flip();
        final int length = chunk.limit();
        while (end + length - oldest > ring.capacity()) {
            oldest += FlightData.CHUNK_HEADER + padded(ring.getInt(index(oldest)));
        }
        final int first = Math.min(length, ring.capacity() - index(end));
        ring.put(index(end), chunk, 0, first);
        ring.put(0, chunk, first, length - first);
        end += length;
    }

    private int index(final long position) {
        return (int)(position % ring.capacity());
    }

    private static int padded(final int length) {
        return (length + WORD - 1) / WORD * WORD;
    }

    /** Writes a file, readable by its owner only; an existing one is replaced. */
    void writeTo(final Path file) throws IOException {
        final int used = (int)(end - oldest);
        // One page more, so that the reader of the file never takes a full ring for an empty one.
        final int size = (used / FlightData.PAGE + 2) * FlightData.PAGE;
        final ByteBuffer header = ByteBuffer.allocate(FlightData.DATA).order(ByteOrder.nativeOrder());
        header.putInt(FlightData.START).putInt(FlightData.MAGIC_READ).putInt(FlightData.MAGIC_WRITE).putInt(FlightData.VERSION).putInt(0);
        header.putInt(size / WORD).putInt(used / WORD).putInt(0).putInt(FlightData.RING_VERSION)
            .putInt(size / WORD + used / WORD + FlightData.RING_VERSION).flip();
        final int first = Math.min(used, ring.capacity() - index(oldest));
        final ByteBuffer[] parts = {header, ring.slice(index(oldest), first), ring.slice(0, used - first), ByteBuffer.allocate(size - used)};
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            while (Arrays.stream(parts).anyMatch(ByteBuffer::hasRemaining)) {
                channel.write(parts);
            }
        }
    }
}
