package org.gatun.tools.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-keygen}: makes the key that the nodes of a cluster share. */
@Command(name = "keygen", aliases = "corosync-keygen", description = "Makes a key for authentication.")
public final class KeygenTool extends Tool {
    private static final int SIZE_MIN = 128;
    private static final int SIZE_MAX = 4096;
    private static final int SIZE_DEFAULT = 256;

    private int size = SIZE_DEFAULT;

    @Option(names = {"-k", "--key-file"}, paramLabel = "<file>", description = "File to write, default ${DEFAULT-VALUE}.",
        defaultValue = "/etc/corosync/authkey")
    private String keyFile;

    @Option(names = {"-r", "--random-file"}, paramLabel = "<file>",
        description = "Source of random bytes, default ${DEFAULT-VALUE}.",
        defaultValue = "/dev/urandom")
    private String randomFile;

    @Option(names = {"-s", "--size"}, paramLabel = "<bytes>", description = "Length of the key, 128 to 4096, default 256.")
    private void size(final String bytes) {
        if (bytes != null) {
            size = (int)number(bytes, SIZE_MIN, SIZE_MAX,
                name() + ": Unsupported key size (supported <" + SIZE_MIN + "," + SIZE_MAX + ">)\n");
        }
    }

    @Option(names = {"-l", "--less-secure"}, description = "Not used.")
    private boolean isLessSecure;

    @Option(names = {"-h", "--help"}, description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            decide(this::usage, 0);
        }
    }

    @Parameters(hidden = true, description = "Not used.")
    private List<String> ignored;

    @Override
    void refuse(final String message) {
        super.refuse(message);
        output().line("Error parsing command line options.");
    }

    @Override
    int run() {
        final byte[] key = new byte[size];
        output().line("Corosync Cluster Engine Authentication key generator.");
        output().line("Gathering " + 8 * key.length + " bits for key from " + randomFile + ".");
        read(key);
        write(key);
        return 0;
    }

    private void read(final byte[] key) {
        try (InputStream in = Files.newInputStream(Path.of(randomFile))) {
            // A source that ends before the key is whole would be asked for ever by the C tool.
            if (in.readNBytes(key, 0, key.length) < key.length) {
                throw new ToolFailure(name() + ": Failed to read random source: end of file");
            }
        } catch (final IOException e) {
            throw new ToolFailure(name() + ": Failed to open random source: " + ToolFailure.reason(e));
        }
    }

    private void write(final byte[] key) {
        final Path file = Path.of(keyFile);
        final FileChannel channel;
        try {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(keyFile, null, "Is a directory");
            }
            channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (final IOException e) {
            throw new ToolFailure(2, name() + ": Could not create " + keyFile + ": " + ToolFailure.reason(e));
        }
        try (channel) {
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
            } catch (final IOException e) {
                throw new ToolFailure(3, name() + ": Failed to set key file permissions to 0400: " + ToolFailure.reason(e));
            }
            output().line("Writing corosync key to " + keyFile + ".");
            final ByteBuffer bytes = ByteBuffer.wrap(key);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (final IOException e) {
            throw new ToolFailure(4, name() + ": Could not write key to file " + keyFile + ": " + ToolFailure.reason(e));
        }
    }
}
