package org.gatun.engine.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.gatun.engine.totem.RingIdStore;

/**
 * The ring sequence number in the state directory: file {@code ringid_NODEID}, 8 bytes, unsigned, in host byte order, as corosync
 * keeps it ({@code exec/main.c}). Written to a second file, forced to disk and renamed over the first, so that a crash leaves
 * the old or the new number and never half of one. Not thread-safe.
 */
final class FileRingIdStore implements RingIdStore {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Path next;

    FileRingIdStore(final Path stateDirectory, final int nodeId) {
        final String name = "ringid_" + Integer.toUnsignedString(nodeId);
        this.file = stateDirectory.resolve(name);
        this.next = stateDirectory.resolve(name + ".new");
    }

    @Override
    public long load() {
        try {
            final byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (bytes.length >= Long.BYTES) {
                return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
            }
            store(0);
            return 0;
        } catch (final IOException e) {
            throw new UncheckedIOException("can't read the ring id: file=" + file, e);
        }
    }

    @Override
    public void store(final long sequence) {
        final ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(sequence).flip();
        try {
            Files.deleteIfExists(next);
            try (FileChannel channel = FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException e) {
            throw new UncheckedIOException("can't store the ring id: file=" + file + ", sequence=" + sequence, e);
        }
    }
}
