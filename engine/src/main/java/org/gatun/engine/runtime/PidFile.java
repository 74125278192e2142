package org.gatun.engine.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock file that keeps a second engine away: the process id and a newline, under a POSIX write lock. Removed at the end.
 */
final class PidFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private PidFile(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the lock and writes the process id.
     *
     * @return {@code null} if another process holds the lock
     * @throws IOException the file cannot be made or written
     */
    static PidFile acquire(final Path path) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            final FileLock lock = channel.tryLock();
            if (lock == null) {
                return null;
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
            held = true;
            return new PidFile(path, channel);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        channel.close();
    }
}
