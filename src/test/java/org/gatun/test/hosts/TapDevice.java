package org.gatun.test.hosts;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;

/**
 * A TAP device: an Ethernet interface whose cable ends in a descriptor of this process. What the kernel sends on the interface
 * is read, what is written the interface receives, a frame a call. The device goes with the descriptor. Not thread-safe.
 *
 * <pre>
 *  offset  size  struct ifreq
 *       0    16  ifr_name   C string
 *      16     2  ifr_flags  IFF_TAP | IFF_NO_PI
 *      40        (size)
 * </pre>
 * Source: Linux include/uapi/linux/if.h, if_tun.h.
 */
final class TapDevice {
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TAP = 0x0002;
    private static final short IFF_NO_PI = 0x1000;
    private static final int IFREQ_SIZE = 40;
    private static final int FLAGS_OFFSET = 16;

    private final int descriptor;

    private TapDevice(final int descriptor) {
        this.descriptor = descriptor;
    }

    /** Makes the interface {@code name} (at most 15 characters) in this process's network namespace. */
    static TapDevice open(final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= FLAGS_OFFSET) {
            throw new IllegalArgumentException("interface name longer than 15: name=" + name);
        }
        final int fd = Errno.check("open /dev/net/tun",
            Files.open("/dev/net/tun", Files.O_RDWR | Files.O_NONBLOCK | Files.O_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment request = arena.allocate(IFREQ_SIZE, 8);
            MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, bytes.length);
            request.set(ValueLayout.JAVA_SHORT, FLAGS_OFFSET, (short) (IFF_TAP | IFF_NO_PI));
            final int result = Files.ioctl(fd, TUNSETIFF, request);
            if (result < 0) {
                Files.close(fd);
                Errno.check("ioctl TUNSETIFF " + name, result);
            }
        }
        return new TapDevice(fd);
    }

    int descriptor() {
        return descriptor;
    }

    /** Length of the frame read into {@code buffer}, or a negated errno: EAGAIN when there is none. */
    int read(final MemorySegment buffer) {
        return (int) Files.read(descriptor, buffer, 0, buffer.byteSize());
    }

    /** Gives the interface a frame; false when it did not take it (it is down). */
    boolean write(final MemorySegment buffer, final long length) {
        return Files.write(descriptor, buffer, 0, length) == length;
    }

    void close() {
        Files.close(descriptor);
    }
}
