package org.gatun.test.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The system's log of one process: a socket in the place of /dev/log, and what is written to it. Threads of its own. */
final class SyslogReceiver implements AutoCloseable {
    /** Gives the command a /dev with what programs need of it, and the socket. */
    private static final String SET_UP = """
        mkdir -p "$0/dev" && mount -t tmpfs tmpfs "$0/dev" && mkdir "$0/dev/shm" && mount --bind /dev/shm "$0/dev/shm"
        for name in null zero random urandom; do
          : >"$0/dev/$name" && mount --bind "/dev/$name" "$0/dev/$name"
        done
        ln -s "$0/devlog" "$0/dev/log" && mount --rbind "$0/dev" /dev && exec "$@"
        """;

    private final Path directory;
    private final ServerSocketChannel server;
    private final List<String> lines = new ArrayList<>();

    /** Makes the socket below this directory. */
    SyslogReceiver(final Path directory) {
        this.directory = directory;
        final Path socket = directory.resolve("devlog");
        try {
            Files.deleteIfExists(socket);
            // Of bytes, not datagrams: the C library takes either.
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** The command with this log. */
    List<String> with(final List<String> command) {
        final List<String> all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", SET_UP, directory.toString()));
        all.addAll(command);
        return all;
    }

    private void accept() {
        try {
            while (true) {
                final SocketChannel channel = server.accept();
                Thread.ofPlatform().daemon().start(() -> read(channel));
            }
        } catch (final IOException e) {
            // Closed.
        }
    }

    /** Messages end with a zero byte. */
    private void read(final SocketChannel channel) {
        try (BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            final StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c != 0) {
                    line.append((char)c);
                } else {
                    synchronized (lines) {
                        lines.add(line.toString());
                    }
                    line.setLength(0);
                }
            }
        } catch (final IOException e) {
            // The writer has been killed.
        }
    }

    /** The messages so far, without priority, time and process. */
    List<String> messages() {
        synchronized (lines) {
            return lines.stream().map(line -> line.replaceFirst("^<\\d+>.{15} \\S+\\[\\d+\\]: ", "").strip()).toList();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
