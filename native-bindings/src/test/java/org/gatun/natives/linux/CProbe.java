package org.gatun.natives.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Compiles a small C program that lies beside the tests, to ask the real headers or to play the other process. */
public final class CProbe {
    private CProbe() {
    }

    static Path compile(final Path dir, final String resource) throws IOException, InterruptedException {
        final Path source = dir.resolve(resource);
        try (InputStream in = CProbe.class.getResourceAsStream(resource)) {
            Files.copy(in, source);
        }
        return compile(source);
    }

    /** Runs a program made of this text; the numbers that it prints, by the words before them. */
    public static Map<String, Long> ask(final Path dir, final String text) throws IOException, InterruptedException {
        return ask(compile(Files.writeString(dir.resolve("probe.c"), text)));
    }

    /** Runs a program; the numbers that it prints, by the words before them. */
    static Map<String, Long> ask(final Path binary) throws IOException, InterruptedException {
        final Process probe = new ProcessBuilder(binary.toString()).start();
        final Map<String, Long> numbers = new HashMap<>();
        for (final String line : new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
            final int space = line.indexOf(' ');
            numbers.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        }
        if (probe.waitFor() != 0) {
            throw new IOException("the C probe failed: status=" + probe.exitValue());
        }
        return numbers;
    }

    private static Path compile(final Path source) throws IOException, InterruptedException {
        final Path binary = Path.of(source.toString().replace(".c", ""));
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
