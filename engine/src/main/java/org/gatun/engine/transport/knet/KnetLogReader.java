package org.gatun.engine.transport.knet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.natives.knet.KnetHandle;
import org.gatun.natives.knet.KnetLog;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what libknet writes to a pipe, on a thread of its own: libknet's threads wait a while for room in a full pipe, with locks that the
 * ring's thread may want, so that thread must not be the one that makes room.
 */
final class KnetLogReader implements AutoCloseable {
    private static final Logger KNET_LOG = LoggerFactory.getLogger("KNET");
    private static final int MESSAGES = 64;

    private final int readFd;
    private final int writeFd;
    private final Thread thread;

    /** Opens the pipe and begins to read; {@link org.gatun.natives.linux.LinuxException} if there is none. */
    KnetLogReader() {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment fds = scratch.allocate(ValueLayout.JAVA_INT, 2);
            Errno.check("pipe2", Files.pipe2(fds, Files.O_NONBLOCK | Files.O_CLOEXEC));
            readFd = fds.get(ValueLayout.JAVA_INT, 0);
            writeFd = fds.get(ValueLayout.JAVA_INT, Integer.BYTES);
        }
        thread = Thread.ofPlatform().name("knet-log").daemon().start(this::run);
    }

    /** Where libknet writes to. */
    int descriptor() {
        return writeFd;
    }

    /** Ends when everything written so far is logged; nobody writes any more. */
    @Override
    public void close() {
        Files.close(writeFd);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        Files.close(readFd);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment messages = arena.allocate((long)KnetLog.SIZE * MESSAGES);
            final MemorySegment poll = arena.allocate(Files.POLLFD_SIZE, Integer.BYTES);
            Files.setPollFd(poll, 0, readFd, Files.POLLIN);
            long read = -Errno.EAGAIN;
            while (read > 0 || read == -Errno.EAGAIN || read == -Errno.EINTR) {
                if (read == -Errno.EAGAIN) {
                    Files.poll(poll, -1);
                }
                read = Files.read(readFd, messages, 0, messages.byteSize());
                for (long at = 0; at + KnetLog.SIZE <= read; at += KnetLog.SIZE) {
                    log(messages, at);
                }
            }
        }
    }

    private static void log(final MemorySegment messages, final long at) {
        final int level = KnetLog.level(messages, at);
        if (level == KnetLog.DEBUG && !KNET_LOG.isDebugEnabled()) {
            return;
        }
        final String part = KnetHandle.subsystemName(KnetLog.subsystem(messages, at));
        final String text = KnetLog.text(messages, at);
        if (level == KnetLog.ERR) {
            KNET_LOG.error("{}: {}", part, text);
        } else if (level == KnetLog.WARN) {
            KNET_LOG.warn("{}: {}", part, text);
        } else if (level == KnetLog.INFO) {
            KNET_LOG.info("{}: {}", part, text);
        } else {
            KNET_LOG.debug("{}: {}", part, text);
        }
    }
}
