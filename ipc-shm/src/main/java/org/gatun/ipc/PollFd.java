package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;

/** Waiting on one descriptor. One thread. */
final class PollFd {
    private static final int GONE = Files.POLLHUP | Files.POLLERR | Files.POLLNVAL;

    private final int fd;
    private final MemorySegment descriptor = Arena.ofAuto().allocate(Files.POLLFD_SIZE, 4);

    PollFd(final int fd) {
        this.fd = fd;
    }

    /** The events that are there, 0 after the time. */
    int poll(final int events, final int timeoutMs) {
        Files.setPollFd(descriptor, 0, fd, events);
        int rc = Files.poll(descriptor, timeoutMs);
        while (rc == -Errno.EINTR) {
            rc = Files.poll(descriptor, timeoutMs);
        }
        return rc > 0 ? Files.pollEvents(descriptor, 0) : 0;
    }

    /** Whether the other end of the stream has closed. */
    boolean isGone() {
        return (poll(Files.POLLIN, 0) & GONE) != 0;
    }

    static boolean isGone(final int events) {
        return (events & GONE) != 0;
    }
}
