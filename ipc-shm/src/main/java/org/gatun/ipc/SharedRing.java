package org.gatun.ipc;

import static org.gatun.ipc.RingLayout.INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.gatun.natives.linux.Errno;

/**
 * One end of a shared-memory ring: one writer and one reader, each in its process. See {@link RingLayout}.
 *
 * <p>The other process may write anything anywhere in the files at any time. Therefore the position that this end owns is kept
 * here and only published; the other end's position, lengths and magics are checked at each use; the size of the ring is never
 * read back. What a hostile process can reach is the content of its own ring, and an {@link InternalError} from an access to a
 * file that it has cut: callers catch it and end the connection.
 *
 * <p>One thread at a time. Writing and reading allocate nothing, and make a system call only to wake or to wait.
 */
final class SharedRing {
    private static final String HEADER_SUFFIX = "-header";
    private static final String DATA_SUFFIX = "-data";

    private final MappedFile headerFile;
    private final MappedFile dataFile;
    private final MemorySegment header;
    private final MemorySegment data;
    private final int words;
    private int position;

    private SharedRing(final MappedFile headerFile, final MappedFile dataFile) {
        this.headerFile = headerFile;
        this.dataFile = dataFile;
        header = headerFile.segment();
        data = dataFile.segment();
        words = (int)(dataFile.size() / 4);
    }

    /**
     * Creates the files {@code base-header} and {@code base-data} for a user and group and takes the engine's end.
     *
     * @param maxMessageSize agreed size, from which the size of the ring follows
     * @param userBytes room behind the header
     */
    static SharedRing create(final String base, final int maxMessageSize, final int userBytes, final int uid, final int gid)
        throws IpcException {
        final MappedFile headerFile =
            MappedFile.create(base + HEADER_SUFFIX, RingLayout.HEADER_SIZE + userBytes, false, uid, gid);
        final MappedFile dataFile;
        try {
            dataFile = MappedFile.create(base + DATA_SUFFIX, RingLayout.dataSize(maxMessageSize), true, uid, gid);
        } catch (final IpcException e) {
            headerFile.unlink();
            headerFile.unmap();
            throw e;
        }
        final SharedRing ring = new SharedRing(headerFile, dataFile);
        final MemorySegment header = ring.header;
        header.set(ValueLayout.JAVA_INT, RingLayout.WORD_SIZE, ring.words);
        putPath(header, RingLayout.HDR_PATH, headerFile.path());
        putPath(header, RingLayout.DATA_PATH, dataFile.path());
        RingSemaphore.initialise(header, RingLayout.SEMAPHORE);
        INT.setRelease(header, (long)RingLayout.REF_COUNT, 1);
        return ring;
    }

    /** Opens the engine's files and takes the client's end: as the writer, or as the reader. */
    static SharedRing open(final String base, final int maxMessageSize, final int userBytes, final boolean writer)
        throws IpcException {
        final String headerPath = base + HEADER_SUFFIX;
        final MappedFile headerFile = MappedFile.open(headerPath, RingLayout.HEADER_SIZE + userBytes, false);
        final MappedFile dataFile;
        try {
            final MemorySegment header = headerFile.segment();
            final long size = RingLayout.dataSize(maxMessageSize);
            if (header.get(ValueLayout.JAVA_INT, RingLayout.WORD_SIZE) != size / 4) {
                throw new IpcException("size of the ring " + headerPath, -Errno.EBADMSG);
            }
            dataFile = MappedFile.open(getPath(header, RingLayout.DATA_PATH), size, true);
        } catch (final IpcException e) {
            headerFile.unmap();
            throw e;
        }
        final SharedRing ring = new SharedRing(headerFile, dataFile);
        ring.position = (int)INT.getAcquire(ring.header, (long)(writer ? RingLayout.WRITE_PT : RingLayout.READ_PT));
        if (!ring.isIndex(ring.position)) {
            ring.unmap();
            throw new IpcException("position in the ring " + headerPath, -Errno.EBADMSG);
        }
        final int ignored = (int)INT.getAndAdd(ring.header, (long)RingLayout.REF_COUNT, 1);
        return ring;
    }

    private static void putPath(final MemorySegment header, final long offset, final String path) {
        final byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, header, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    private static String getPath(final MemorySegment header, final long offset) throws IpcException {
        int length = 0;
        while (length < RingLayout.PATH_CAPACITY && header.get(ValueLayout.JAVA_BYTE, offset + length) != 0) {
            length++;
        }
        final byte[] bytes = new byte[length];
        MemorySegment.copy(header, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        final String path = new String(bytes, StandardCharsets.UTF_8);
        if (!path.startsWith("/") || length == RingLayout.PATH_CAPACITY) {
            throw new IpcException("path of the ring's data '" + path + "'", -Errno.EBADMSG);
        }
        return path;
    }

    private boolean isIndex(final int index) {
        return Integer.compareUnsigned(index, words) < 0;
    }

    /** Most bytes of payload that fit into the ring when it is empty. */
    int capacity() {
        return words * 4 - RingLayout.CHUNK_MARGIN;
    }

    /**
     * Writes one chunk of two parts and posts the semaphore. The writer's end only.
     *
     * @return 0; -EAGAIN: no room; -EBADMSG: the reader's position is nonsense
     */
    int write(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final int read = (int)INT.getAcquire(header, (long)RingLayout.READ_PT);
        if (!isIndex(read)) {
            return -Errno.EBADMSG;
        }
        final int length = headLength + bodyLength;
        if (freeWords(read) * 4L < (long)length + RingLayout.CHUNK_MARGIN) {
            return -Errno.EAGAIN;
        }
        final long chunk = position * 4L;
        final long payload = chunk + RingLayout.CHUNK_HEADER;
        data.set(ValueLayout.JAVA_INT, chunk, 0);
        INT.setRelease(data, chunk + 4, RingLayout.MAGIC_RESERVED);
        MemorySegment.copy(head, headOffset, data, payload, headLength);
        if (bodyLength > 0) {
            MemorySegment.copy(body, bodyOffset, data, payload + headLength, bodyLength);
        }
        data.set(ValueLayout.JAVA_INT, chunk, length);
        position = next(length);
        INT.setRelease(header, (long)RingLayout.WRITE_PT, position);
        INT.setRelease(data, chunk + 4, RingLayout.MAGIC_COMMITTED);
        RingSemaphore.post(header, RingLayout.SEMAPHORE);
        return 0;
    }

    private int freeWords(final int read) {
        if (position > read) {
            return read - position + words - 1;
        }
        if (position < read) {
            return read - position - 1;
        }
        return available() != 0 ? 0 : words;
    }

    private int next(final int length) {
        final int end = position + RingLayout.chunkWords(length);
        return end >= words ? end - words : end;
    }

    /** How many chunks can be read, by the semaphore: the other side can make it any number. */
    int available() {
        return RingSemaphore.value(header, RingLayout.SEMAPHORE);
    }

    /**
     * Takes the oldest chunk from the semaphore and leaves it in place for {@link #reclaim}. The reader's end only.
     *
     * @param timeoutMs 0 does not wait, -1 waits for ever
     * @param timespec 16 bytes of the caller's, unused when not waiting
     * @return bytes of its payload, which lies at {@link #payloadOffset} of {@link #data}; -EAGAIN or -ETIMEDOUT: none;
     *     -EBADMSG: the chunk is nonsense, and stays offered
     */
    int peek(final int timeoutMs, final MemorySegment timespec) {
        final int rc = RingSemaphore.take(header, RingLayout.SEMAPHORE, timeoutMs, timespec);
        if (rc < 0) {
            return rc;
        }
        final long chunk = position * 4L;
        if ((int)INT.getAcquire(data, chunk + 4) == RingLayout.MAGIC_COMMITTED) {
            final int length = (int)INT.getOpaque(data, chunk);
            if (length >= 0 && length <= words * 4L - RingLayout.CHUNK_HEADER) {
                return length;
            }
        }
        putBack();
        return -Errno.EBADMSG;
    }

    /** Offers the chunk that was peeked once more. */
    void putBack() {
        RingSemaphore.post(header, RingLayout.SEMAPHORE);
    }

    /** Both copies of the data, so that every payload is in one piece. */
    MemorySegment data() {
        return data;
    }

    long payloadOffset() {
        return position * 4L + RingLayout.CHUNK_HEADER;
    }

    /**
     * Gives the space of the peeked chunk back.
     *
     * @param length what {@link #peek} answered
     */
    void reclaim(final int length) {
        final long chunk = position * 4L;
        data.set(ValueLayout.JAVA_INT, chunk, 0);
        INT.setRelease(data, chunk + 4, RingLayout.MAGIC_CONSUMED);
        position = next(length);
        INT.setRelease(header, (long)RingLayout.READ_PT, position);
    }

    /** The value that keeps clients from sending; on request rings only. */
    int flowControl() {
        return (int)INT.getVolatile(header, (long)RingLayout.FLOW_CONTROL);
    }

    void setFlowControl(final int value) {
        INT.setVolatile(header, (long)RingLayout.FLOW_CONTROL, value);
    }

    int refCount() {
        return (int)INT.getVolatile(header, (long)RingLayout.REF_COUNT);
    }

    /** The client's end: the reference goes, the files stay. */
    void close() {
        dropReference(0);
        unmap();
    }

    /** The engine's end, or a client whose engine died: the files go, too. */
    void closeAndRemove() {
        dropReference(0);
        remove();
    }

    /** As libqb's clients mark a ring whose engine died. */
    void forceClose() {
        dropReference(-1);
        remove();
    }

    private void remove() {
        dataFile.unlink();
        headerFile.unlink();
        unmap();
    }

    private void dropReference(final int count) {
        try {
            INT.setVolatile(header, (long)RingLayout.REF_COUNT, count);
            MappedFaults.settle();
        } catch (final InternalError e) {
            // The other process has cut the header file: nobody is left to read the count.
            return;
        }
    }

    private void unmap() {
        headerFile.unmap();
        dataFile.unmap();
    }
}
