package org.gatun.engine.transport.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/** Makes the sockets of both transports. Stateless. Results are a descriptor or -errno. */
final class UdpSockets {
    /** Linux's TC_PRIO_INTERACTIVE. */
    private static final int PRIORITY_INTERACTIVE = 6;

    private UdpSockets() {
    }

    /** A non-blocking datagram socket, not bound. */
    static int open(final boolean ipv6) {
        return Sockets.socket(ipv6 ? Sockets.AF_INET6 : Sockets.AF_INET,
            Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC, SocketOptions.IPPROTO_UDP);
    }

    /** Binds a socket, or closes it: the descriptor or -errno. */
    static int bind(final int fd, final InetAddress address, final int port, final int scopeId) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            final boolean scoped = address.isLinkLocalAddress() || address.isMCLinkLocal();
            final int length = SocketAddresses.setInet(name, 0, address, port, scoped ? scopeId : 0);
            final int rc = Sockets.bind(fd, name, length);
            return rc < 0 ? closed(fd, rc) : fd;
        }
    }

    /**
     * Asks for socket buffers of a size. The force variants pass the system's limit, where the process may; else the kernel
     * grants what the limit allows.
     */
    static void buffers(final int fd, final int bytes) {
        if (Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUFFORCE, bytes) < 0) {
            Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, bytes);
        }
        if (Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_SNDBUFFORCE, bytes) < 0) {
            Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_SNDBUF, bytes);
        }
    }

    /** Lets the queueing disciplines of the host prefer the socket's packets; without it things work, too. */
    static void priority(final int fd) {
        Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PRIORITY, PRIORITY_INTERACTIVE);
    }

    /** Lets the kernel hand over several datagrams of one sender at once; without it they come one by one. */
    static void coalesce(final int fd) {
        Sockets.setsockopt(fd, SocketOptions.IPPROTO_UDP, SocketOptions.UDP_GRO, 1);
    }

    static int reuseAddress(final int fd) {
        return Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, 1);
    }

    static int broadcast(final int fd) {
        return Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, 1);
    }

    /** Joins a group on an interface: 0 or -errno. */
    static int join(final int fd, final InetAddress group, final InetAddress local, final int index) {
        try (Arena arena = Arena.ofConfined()) {
            final byte[] bytes = group.getAddress();
            final boolean ipv6 = UdpTransportParameters.isIpv6(group);
            final MemorySegment request = arena.allocate(ipv6 ? 20 : 8, 4);
            MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, bytes.length);
            if (ipv6) {
                request.set(ValueLayout.JAVA_INT, 16, index);
                return Sockets.setsockopt(fd, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_ADD_MEMBERSHIP, request);
            }
            MemorySegment.copy(local.getAddress(), 0, request, ValueLayout.JAVA_BYTE, 4, 4);
            return Sockets.setsockopt(fd, SocketOptions.IPPROTO_IP, SocketOptions.IP_ADD_MEMBERSHIP, request);
        }
    }

    /** How frames to the group leave: by which interface, how far, and never back to this node. 0 or -errno. */
    static int multicastOut(final int fd, final InetAddress local, final int index, final int ttl) {
        if (UdpTransportParameters.isIpv6(local)) {
            return first(
                Sockets.setsockopt(fd, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_IF, index),
                Sockets.setsockopt(fd, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_HOPS, ttl),
                Sockets.setsockopt(fd, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_LOOP, 0));
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, local.getAddress());
            return first(
                Sockets.setsockopt(fd, SocketOptions.IPPROTO_IP, SocketOptions.IP_MULTICAST_IF, address),
                Sockets.setsockopt(fd, SocketOptions.IPPROTO_IP, SocketOptions.IP_MULTICAST_TTL, ttl),
                Sockets.setsockopt(fd, SocketOptions.IPPROTO_IP, SocketOptions.IP_MULTICAST_LOOP, 0));
        }
    }

    /** Closes a socket that came to nothing, and passes the error on. */
    static int closed(final int fd, final int error) {
        Files.close(fd);
        return error;
    }

    private static int first(final int a, final int b, final int c) {
        return a < 0 ? a : b < 0 ? b : c;
    }
}
