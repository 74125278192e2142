package org.gatun.test.hosts;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file system in memory of a small size, mounted on a directory, that can be filled to the last byte. It goes with {@link #close} or
 * with the JVM; what a JVM left behind that was killed is removed by the next. One thread.
 */
public final class SmallDisk implements AutoCloseable {
    private static final String DEVICE = "gatun-";
    private static final String BALLAST = "ballast";
    private static final Set<Path> MOUNTED = ConcurrentHashMap.newKeySet();

    static {
        removeStale();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> MOUNTED.forEach(SmallDisk::unmount), "small-disks-clean-up"));
    }

    private final Path directory;
    private boolean full;

    /** Mounts it on a directory, which is made where there is none. */
    public SmallDisk(final Path directory, final int kib) {
        try {
            this.directory = Files.createDirectories(directory).toRealPath();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.run("mount", "-t", "tmpfs", "-o", "size=" + kib + "k,mode=1777", DEVICE + ProcessHandle.current().pid(),
            this.directory.toString()).orThrow();
        MOUNTED.add(this.directory);
    }

    public Path directory() {
        return directory;
    }

    public boolean isFull() {
        return full;
    }

    /** Takes all room that is left. */
    public void fill() {
        full = true;
        final byte[] page = new byte[4096];
        try (FileOutputStream ballast = new FileOutputStream(directory.resolve(BALLAST).toFile(), true)) {
            while (directory.toFile().getUsableSpace() > 0) {
                ballast.write(page);
            }
        } catch (final IOException e) {
            if (directory.toFile().getUsableSpace() > 0) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives the room back. */
    public void empty() {
        full = false;
        try {
            Files.deleteIfExists(directory.resolve(BALLAST));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        unmount(directory);
        MOUNTED.remove(directory);
    }

    /** At once, whoever still uses it. */
    private static void unmount(final Path directory) {
        Commands.run("umount", "-l", directory.toString());
    }

    private static void removeStale() {
        try {
            for (final String line : Files.readAllLines(Path.of("/proc/mounts"))) {
                final String[] words = line.split(" ");
                final String pid = words[0].startsWith(DEVICE) ? words[0].substring(DEVICE.length()) : "";
                if (pid.matches("[0-9]+") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    unmount(Path.of(words[1]));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
