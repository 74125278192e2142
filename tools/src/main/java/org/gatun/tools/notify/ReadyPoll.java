package org.gatun.tools.notify;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.LinuxException;

/** Waits for any of several descriptors. One thread. */
final class ReadyPoll implements AutoCloseable {
    private static final int FOREVER = -1;

    private final int epoll;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment events;

    ReadyPoll(final int... descriptors) {
        epoll = check("epoll_create1", Epoll.epollCreate1(Epoll.EPOLL_CLOEXEC));
        events = Epoll.allocateEvents(arena, descriptors.length);
        for (final int fd : descriptors) {
            check("epoll_ctl", Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, fd, Epoll.EPOLLIN, fd));
        }
    }

    /** Returns when one is readable or at its end. */
    void await() {
        final int rc = Epoll.epollWait(epoll, events, FOREVER);
        if (rc != -Errno.EINTR) {
            check("epoll_wait", rc);
        }
    }

    private static int check(final String call, final int rc) {
        if (rc < 0) {
            throw new LinuxException(call, -rc);
        }
        return rc;
    }

    @Override
    public void close() {
        Files.close(epoll);
        arena.close();
    }
}
