package org.gatun.engine.service.votequorum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.gatun.engine.service.ServiceStartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most expected votes ever seen, over restarts: file {@code ev_tracking} of the state directory, 4 bytes, unsigned, in host
 * byte order ({@code exec/votequorum.c}). On the services' thread.
 */
final class TrackingFile {
    private static final Logger LOGGER = LoggerFactory.getLogger("VOTEQ");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path file;

    TrackingFile(final Path stateDirectory) {
        file = stateDirectory.resolve("ev_tracking");
    }

    /** The votes; 0 after making the file, where there is none or half of one. Throws when that cannot be done. */
    int load() {
        try {
            final byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (bytes.length >= Integer.BYTES) {
                return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
            }
            write(0);
            return 0;
        } catch (final IOException e) {
            throw new ServiceStartException("can't read the tracked expected votes: file=" + file + ", cause=" + e);
        }
    }

    /** Keeps the votes; a failure is logged, they are then kept in memory alone. */
    void store(final int votes) {
        try {
            write(votes);
        } catch (final IOException e) {
            LOGGER.warn("can't store the tracked expected votes: file={}, votes={}, cause={}", file, votes, e.toString());
        }
    }

    private void write(final int votes) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(votes).flip();
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(bytes);
        }
    }
}
