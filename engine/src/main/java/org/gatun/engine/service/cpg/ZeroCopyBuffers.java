package org.gatun.engine.service.cpg;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.gatun.ipc.message.Marshal;

/**
 * The files that one client shares for zero-copy multicasts. A buffer is known by a token, which stands in it at offset 8; the C
 * library calls it the server's address.
 * <pre>
 *  offset  size  field     type  meaning
 *       0     4  map_size  i32   written by the client
 *       8     8  token     u64   written by the server
 *      16  40+n  request         a multicast request with its data
 * </pre>
 * The client can change or truncate a buffer at any time. One thread.
 */
final class ZeroCopyBuffers {
    /** Bytes of the largest buffer: more than the ring can take as one message. */
    private static final long MAP_MAX = 16L << 20;
    private static final int BUFFERS_MAX = 64;
    private static final int TOKEN = 8;
    /** Where the request starts in a buffer. */
    static final int REQUEST = 16;

    /** A mapped file. */
    record Buffer(MemorySegment memory, Arena arena) {
    }

    private static long lastToken;

    private final Map<Long, Buffer> buffers = new HashMap<>();

    /**
     * Maps a client's file and unlinks it. The file must be a regular one of the client's own.
     *
     * @return {@code false} if that is not possible
     */
    boolean map(final String fileName, final long size, final int clientUid) {
        if (size < REQUEST + 40 || size > MAP_MAX || buffers.size() == BUFFERS_MAX || !fileName.startsWith("/")) {
            return false;
        }
        final Arena arena = Arena.ofConfined();
        try {
            final MemorySegment memory = mapFile(Path.of(fileName), size, clientUid, arena);
            lastToken++;
            Marshal.putLong(memory, TOKEN, lastToken);
            buffers.put(lastToken, new Buffer(memory, arena));
            return true;
        } catch (final IOException | InvalidPathException | InternalError e) {
            arena.close();
            return false;
        }
    }

    /** The memory of a buffer, {@code null} for an unknown token. */
    MemorySegment find(final long token) {
        final Buffer buffer = buffers.get(token);
        return buffer == null ? null : buffer.memory();
    }

    /** Unmaps one buffer; whether it was known. */
    boolean unmap(final long token) {
        final Buffer buffer = buffers.remove(token);
        if (buffer != null) {
            buffer.arena().close();
        }
        return buffer != null;
    }

    /** Unmaps all. */
    void close() {
        for (final Buffer buffer : buffers.values()) {
            buffer.arena().close();
        }
        buffers.clear();
    }

    private static MemorySegment mapFile(final Path path, final long size, final int clientUid, final Arena arena) throws IOException {
        final int owner = (Integer)Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (clientUid != 0 && owner != clientUid || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not a file of the client");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(path);
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
            return channel.map(MapMode.READ_WRITE, 0, size, arena);
        }
    }
}
