package org.gatun.natives.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Socket addresses in native memory. Stateless; the segment is the caller's.
 * <pre>
 *  sockaddr_in (16)            sockaddr_in6 (28)              sockaddr_un (110)
 *  0  2  family                0   2  family                  0    2  family
 *  2  2  port, big endian      2   2  port, big endian        2  108  path, or 0 and an abstract name
 *  4  4  address               4   4  flow information
 *  8  8  zero                  8  16  address
 *                              24  4  scope id
 * </pre>
 * Source: Linux include/uapi/linux/in.h, in6.h, un.h.
 */
public final class SocketAddresses {
    public static final int SOCKADDR_IN_SIZE = 16;
    public static final int SOCKADDR_IN6_SIZE = 28;
    public static final int SOCKADDR_UN_SIZE = 110;
    /** Room for any of the three, aligned to 8. */
    public static final int SOCKADDR_MAX = 112;
    /** Offset of the address bytes of an IPv4 socket address. */
    public static final int IN_ADDRESS_OFFSET = 4;
    /** Offset of the address bytes of an IPv6 socket address. */
    public static final int IN6_ADDRESS_OFFSET = 8;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final int UNIX_PATH_OFFSET = 2;
    private static final int UNIX_PATH_MAX = 108;

    private SocketAddresses() {
    }

    /**
     * Writes a {@code sockaddr_in} or {@code sockaddr_in6}; answers its length.
     *
     * @param scopeId IPv6: index of the interface for link-local addresses, else 0
     */
    public static int setInet(final MemorySegment segment, final long offset, final InetAddress address, final int port,
        final int scopeId) {
        final byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            segment.asSlice(offset, SOCKADDR_IN_SIZE).fill((byte) 0);
            segment.set(SHORT, offset, (short) Sockets.AF_INET);
            segment.set(PORT, offset + 2, (short) port);
            MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset + IN_ADDRESS_OFFSET, bytes.length);
            return SOCKADDR_IN_SIZE;
        }
        segment.asSlice(offset, SOCKADDR_IN6_SIZE).fill((byte) 0);
        segment.set(SHORT, offset, (short) Sockets.AF_INET6);
        segment.set(PORT, offset + 2, (short) port);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset + IN6_ADDRESS_OFFSET, bytes.length);
        segment.set(INT, offset + 24, scopeId);
        return SOCKADDR_IN6_SIZE;
    }

    /** The address family, AF_*. */
    public static int family(final MemorySegment segment, final long offset) {
        return Short.toUnsignedInt(segment.get(SHORT, offset));
    }

    /** The port of an IPv4 or IPv6 socket address. */
    public static int port(final MemorySegment segment, final long offset) {
        return Short.toUnsignedInt(segment.get(PORT, offset + 2));
    }

    /** The IP address of an IPv4 or IPv6 socket address; another family is an IllegalArgumentException. */
    public static InetAddress inet(final MemorySegment segment, final long offset) {
        final byte[] bytes;
        switch (family(segment, offset)) {
            case Sockets.AF_INET -> {
                bytes = new byte[4];
                MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset + IN_ADDRESS_OFFSET, bytes, 0, 4);
            }
            case Sockets.AF_INET6 -> {
                bytes = new byte[16];
                MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset + IN6_ADDRESS_OFFSET, bytes, 0, 16);
            }
            default -> throw new IllegalArgumentException("no ip address: family=" + family(segment, offset));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the {@code sockaddr_un} of a socket file, at most 107 bytes of path; answers its length, the zero byte included. */
    public static int setUnixPath(final MemorySegment segment, final long offset, final String path) {
        return UNIX_PATH_OFFSET + setName(segment, offset, path, 0) + 1;
    }

    /**
     * Writes the {@code sockaddr_un} of an abstract name, at most 107 bytes; answers 110: the name is padded with zeros to the
     * full size of the structure, and these zeros belong to the name. libqb builds its names so.
     */
    public static int setUnixAbstract(final MemorySegment segment, final long offset, final String name) {
        setName(segment, offset, name, 1);
        return SOCKADDR_UN_SIZE;
    }

    private static int setName(final MemorySegment segment, final long offset, final String name, final int at) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= UNIX_PATH_MAX) {
            throw new IllegalArgumentException("socket name too long: bytes=" + bytes.length + ", name=" + name);
        }
        segment.asSlice(offset, SOCKADDR_UN_SIZE).fill((byte) 0);
        segment.set(SHORT, offset, (short) Sockets.AF_UNIX);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset + UNIX_PATH_OFFSET + at, bytes.length);
        return bytes.length;
    }
}
