package org.gatun.test.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the checkout: the root comes from the build ({@code -Dgatun.root}), else it is looked for upwards. */
public final class Layout {
    private Layout() {
    }

    public static Path root() {
        final String given = System.getProperty("gatun.root");
        Path directory = Path.of(given == null ? "" : given).toAbsolutePath().normalize();
        while (directory != null && !Files.isRegularFile(directory.resolve("bin/gatun"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("no checkout of Gatun around " + Path.of("").toAbsolutePath() + ": set -Dgatun.root");
        }
        return directory;
    }

    /** The daemon that the build leaves. */
    public static Path gatund() {
        return root().resolve("target/image/sbin/gatund");
    }

    /** The {@code gatun} command that the build leaves. */
    public static Path gatun() {
        return root().resolve("target/image/bin/gatun");
    }

    /** Sources of the C programs that tests build. */
    public static Path cSources() {
        return root().resolve("src/test/c");
    }

    /** An existing directory below the module's build directory, for what tests make. */
    public static Path work(final String name) {
        try {
            return Files.createDirectories(root().resolve("src/test/target/work").resolve(name));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
