package org.gatun.natives.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Tells systemd of the service's state, where {@code NOTIFY_SOCKET} asks for it, as {@code sd_notify(3)} does. One thread. */
public final class SystemdNotify {
    private final String socketName;

    private SystemdNotify(final String socketName) {
        this.socketName = socketName;
    }

    /** Reads {@code NOTIFY_SOCKET}; without it nothing is told. */
    public static SystemdNotify fromEnvironment() {
        return new SystemdNotify(System.getenv("NOTIFY_SOCKET"));
    }

    /** The service has started. */
    public void ready() {
        send("READY=1");
    }

    /** The service is about to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    private void send(final String state) {
        if (socketName == null || socketName.isEmpty()) {
            return;
        }
        final int fd = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return;
        }
        try (Arena scratch = Arena.ofConfined()) {
            final byte[] bytes = state.getBytes(StandardCharsets.US_ASCII);
            final MemorySegment message = scratch.allocate(bytes.length);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, message, 0, bytes.length);
            final MemorySegment address = scratch.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            if (socketName.charAt(0) == '/') {
                final int length = SocketAddresses.setUnixPath(address, 0, socketName);
                Sockets.sendto(fd, message, 0, bytes.length, Sockets.MSG_DONTWAIT, address, length);
            }
        } finally {
            Files.close(fd);
        }
    }
}
