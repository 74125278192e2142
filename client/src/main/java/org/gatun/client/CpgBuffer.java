package org.gatun.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;

/**
 * Memory shared with the engine: what is written into it is multicast without being copied into a ring. To be used by the thread
 * that uses the handle for requests, and to be closed before the handle.
 * <pre>
 *  offset  size  field
 *       0     4  i32 bytes of the whole
 *       8     8  u64 the engine's token for the buffer
 *      16    40  head of a multicast request, see {@link CpgMessages}
 *      56     n  data
 * </pre>
 * Source: corosync {@code include/corosync/ipc_cpg.h}, {@code struct coroipcs_zc_header}, 3.1.7.
 */
public final class CpgBuffer implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int TOKEN = 8;
    private static final int REQUEST = 16;
    private static final int DATA = REQUEST + CpgMessages.MULTICAST_DATA;

    private final Cpg cpg;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final int capacity;
    private boolean isClosed;

    private CpgBuffer(final Cpg cpg, final Path file, final int capacity) throws IOException {
        this.cpg = cpg;
        this.capacity = capacity;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long)DATA + capacity, arena);
        }
        segment.fill((byte)0);
    }

    static CpgBuffer allocate(final Cpg cpg, final int capacity) throws CsException {
        if (capacity < 1 || capacity > CpgMessages.ATOMIC_MESSAGE_MAX) {
            throw new IllegalArgumentException("capacity out of range 1.." + CpgMessages.ATOMIC_MESSAGE_MAX + ": capacity="
                + capacity);
        }
        try {
            final Path file = Files.createTempFile(SHARED_MEMORY, "corosync_zerocopy-", "");
            final CpgBuffer buffer;
            try {
                buffer = new CpgBuffer(cpg, file, capacity);
                final CsError error = cpg.allocate(buffer.mapSize(), file.toString());
                // The engine's answer has no error to tell; the token shows that it took the file.
                if (error != CsError.OK || buffer.token() == 0) {
                    buffer.arena.close();
                    throw new CsException("allocate", error == CsError.OK ? CsError.TRY_AGAIN : error);
                }
            } finally {
                Files.deleteIfExists(file);
            }
            Marshal.putInt(buffer.segment, 0, buffer.mapSize());
            return buffer;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int mapSize() {
        return DATA + capacity;
    }

    private long token() {
        return Marshal.getLong(segment, TOKEN);
    }

    /** Where messages are written, from {@link #offset} on. */
    public MemorySegment segment() {
        return segment;
    }

    /** See {@link #segment}. */
    public long offset() {
        return DATA;
    }

    /** Most bytes of a message. */
    public int capacity() {
        return capacity;
    }

    /**
     * Multicasts the first {@code length} bytes and waits until the engine has them: the buffer may be written again afterwards.
     *
     * @return OK; NOT_EXIST = not in a group; TRY_AGAIN; LIBRARY = the connection is lost
     */
    public CsError multicast(final int length) {
        if (length < 0 || length > capacity) {
            throw new IllegalArgumentException("length out of range 0.." + capacity + ": length=" + length);
        }
        CpgMessages.putMulticastHead(segment, REQUEST, length);
        return cpg.execute(token());
    }

    /** Gives the memory back. A second call does nothing. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            cpg.free(mapSize(), token());
            arena.close();
        }
    }
}
