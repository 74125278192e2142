package org.gatun.natives.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compiles a small C program that lies beside the tests, to ask the real headers or to play the other process. */
final class CProbe {
    private CProbe() {
    }

    static Path compile(final Path dir, final String resource) throws IOException, InterruptedException {
        final Path source = dir.resolve(resource);
        final Path binary = dir.resolve(resource.replace(".c", ""));
        try (InputStream in = CProbe.class.getResourceAsStream(resource)) {
            Files.copy(in, source);
        }
        final Process gcc;
        try {
            gcc = new ProcessBuilder("gcc", "-D_GNU_SOURCE", "-Wall", "-Werror", "-o", binary.toString(), source.toString())
                .redirectErrorStream(true).start();
        } catch (final IOException e) {
            throw new IOException("this test compiles a C probe and needs gcc with the C library's headers: apt install gcc"
                + " libc6-dev", e);
        }
        final String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (gcc.waitFor() != 0) {
            throw new IOException("the C probe does not compile: " + output);
        }
        return binary;
    }
}
