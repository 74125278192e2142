package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_ADDRESS;
import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/**
 * {@code socket(7)} and its calls. Results are ≥ 0 or the negated errno. Any thread. A call blocks where the socket does (not
 * with SOCK_NONBLOCK or MSG_DONTWAIT). Sending and receiving allocate nothing.
 *
 * <p>Addresses are segments made by {@link SocketAddresses}, message headers by {@link MessageHeaders}.
 */
public final class Sockets {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;
    public static final int MSG_PEEK = 0x2;
    public static final int MSG_CTRUNC = 0x8;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_WAITALL = 0x100;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_WAITFORONE = 0x10000;

    private static final MethodHandle SOCKET = Libc.withErrno("socket", C_INT, C_INT, C_INT, C_INT);
    private static final MethodHandle SOCKETPAIR = Libc.withErrno("socketpair", C_INT, C_INT, C_INT, C_INT, C_POINTER);
    private static final MethodHandle BIND = Libc.withErrno("bind", C_INT, C_INT, C_POINTER, C_INT);
    private static final MethodHandle CONNECT = Libc.withErrno("connect", C_INT, C_INT, C_POINTER, C_INT);
    private static final MethodHandle LISTEN = Libc.withErrno("listen", C_INT, C_INT, C_INT);
    private static final MethodHandle ACCEPT4 = Libc.withErrno("accept4", C_INT, C_INT, C_POINTER, C_POINTER, C_INT);
    private static final MethodHandle GETSOCKNAME = Libc.withErrno("getsockname", C_INT, C_INT, C_POINTER, C_POINTER);
    private static final MethodHandle SETSOCKOPT =
        Libc.withErrno("setsockopt", C_INT, C_INT, C_INT, C_INT, C_POINTER, C_INT);
    private static final MethodHandle GETSOCKOPT =
        Libc.withErrno("getsockopt", C_INT, C_INT, C_INT, C_INT, C_POINTER, C_POINTER);
    private static final MethodHandle SHUTDOWN = Libc.withErrno("shutdown", C_INT, C_INT, C_INT);
    private static final MethodHandle SEND = Libc.withErrno("send", C_LONG, C_INT, C_ADDRESS, C_LONG, C_INT);
    private static final MethodHandle RECV = Libc.withErrno("recv", C_LONG, C_INT, C_ADDRESS, C_LONG, C_INT);
    private static final MethodHandle SENDTO =
        Libc.withErrno("sendto", C_LONG, C_INT, C_ADDRESS, C_LONG, C_INT, C_POINTER, C_INT);
    private static final MethodHandle RECVFROM =
        Libc.withErrno("recvfrom", C_LONG, C_INT, C_ADDRESS, C_LONG, C_INT, C_POINTER, C_POINTER);
    private static final MethodHandle SENDMSG = Libc.withErrno("sendmsg", C_LONG, C_INT, C_POINTER, C_INT);
    private static final MethodHandle RECVMSG = Libc.withErrno("recvmsg", C_LONG, C_INT, C_POINTER, C_INT);
    private static final MethodHandle SENDMMSG = Libc.withErrno("sendmmsg", C_INT, C_INT, C_ADDRESS, C_INT, C_INT);
    private static final MethodHandle RECVMMSG =
        Libc.withErrno("recvmmsg", C_INT, C_INT, C_ADDRESS, C_INT, C_INT, C_ADDRESS);

    private Sockets() {
    }

    /** {@code int socket(int domain, int type, int protocol)}: a descriptor. EAFNOSUPPORT, EMFILE, EACCES, EPROTONOSUPPORT. */
    public static int socket(final int domain, final int type, final int protocol) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (final Throwable t) {
            throw Libc.misuse("socket", t);
        }
    }

    /**
     * {@code int socketpair(int domain, int type, int protocol, int sv[2])}: 0. EMFILE, EOPNOTSUPP.
     *
     * @param descriptors 8 bytes to fill: two i32
     */
    public static int socketpair(final int domain, final int type, final int protocol, final MemorySegment descriptors) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SOCKETPAIR.invokeExact(state, domain, type, protocol, descriptors), state);
        } catch (final Throwable t) {
            throw Libc.misuse("socketpair", t);
        }
    }

    /** {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}: 0. EADDRINUSE, EADDRNOTAVAIL, EACCES. */
    public static int bind(final int fd, final MemorySegment address, final int length) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) BIND.invokeExact(state, fd, address, length), state);
        } catch (final Throwable t) {
            throw Libc.misuse("bind", t);
        }
    }

    /** {@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}: 0. ECONNREFUSED, EINPROGRESS, EAGAIN. */
    public static int connect(final int fd, final MemorySegment address, final int length) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) CONNECT.invokeExact(state, fd, address, length), state);
        } catch (final Throwable t) {
            throw Libc.misuse("connect", t);
        }
    }

    /** {@code int listen(int sockfd, int backlog)}: 0. EADDRINUSE, EOPNOTSUPP. */
    public static int listen(final int fd, final int backlog) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) LISTEN.invokeExact(state, fd, backlog), state);
        } catch (final Throwable t) {
            throw Libc.misuse("listen", t);
        }
    }

    /**
     * {@code int accept4(int sockfd, NULL, NULL, int flags)}: a descriptor. EAGAIN, EINTR, ECONNABORTED (gone again: try the
     * next), EMFILE.
     */
    public static int accept4(final int fd, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) ACCEPT4.invokeExact(state, fd, MemorySegment.NULL, MemorySegment.NULL, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("accept4", t);
        }
    }

    /**
     * {@code int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}: 0.
     *
     * @param lengthInOut 4 bytes: the room at {@code address}, then the address's length
     */
    public static int getsockname(final int fd, final MemorySegment address, final MemorySegment lengthInOut) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) GETSOCKNAME.invokeExact(state, fd, address, lengthInOut), state);
        } catch (final Throwable t) {
            throw Libc.misuse("getsockname", t);
        }
    }

    /** {@code int setsockopt(…, const void *optval, socklen_t optlen)}: 0. ENOPROTOOPT, EINVAL, EPERM. All of the segment. */
    public static int setsockopt(final int fd, final int level, final int option, final MemorySegment value) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()), state);
        } catch (final Throwable t) {
            throw Libc.misuse("setsockopt", t);
        }
    }

    /** {@code setsockopt} with an {@code int}: 0. Allocates for a short time. */
    public static int setsockopt(final int fd, final int level, final int option, final int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(fd, level, option, arena.allocateFrom(C_INT, value));
        }
    }

    /**
     * {@code int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)}: 0. ENOPROTOOPT.
     *
     * @param lengthInOut 4 bytes: the room at {@code value}, then the value's length
     */
    public static int getsockopt(final int fd, final int level, final int option, final MemorySegment value,
        final MemorySegment lengthInOut) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) GETSOCKOPT.invokeExact(state, fd, level, option, value, lengthInOut), state);
        } catch (final Throwable t) {
            throw Libc.misuse("getsockopt", t);
        }
    }

    /** {@code getsockopt} of an {@code int} that is never negative: the value. Allocates for a short time. */
    public static int getsockoptInt(final int fd, final int level, final int option) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment value = arena.allocate(C_INT);
            final int rc = getsockopt(fd, level, option, value, arena.allocateFrom(C_INT, 4));
            return rc < 0 ? rc : value.get(C_INT, 0);
        }
    }

    /**
     * {@code SO_PEERCRED}: 0, who opened the other end of a connected Unix socket.
     *
     * @param ucred 12 bytes to fill: {@code struct ucred}, i32 pid at 0, u32 uid at 4, u32 gid at 8
     */
    public static int peerCredentials(final int fd, final MemorySegment ucred) {
        try (Arena arena = Arena.ofConfined()) {
            return getsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PEERCRED, ucred, arena.allocateFrom(C_INT, 12));
        }
    }

    /** {@code int shutdown(int sockfd, int how)}: 0. ENOTCONN. */
    public static int shutdown(final int fd, final int how) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SHUTDOWN.invokeExact(state, fd, how), state);
        } catch (final Throwable t) {
            throw Libc.misuse("shutdown", t);
        }
    }

    /**
     * {@code ssize_t send(int sockfd, const void *buf, size_t len, int flags)}: bytes sent. EAGAIN, EINTR, EPIPE, ECONNREFUSED
     * (a connected datagram socket tells about an earlier one), EMSGSIZE, ENOBUFS.
     */
    public static long send(final int fd, final MemorySegment buffer, final long offset, final long length,
        final int flags) {
        final MemorySegment state = Libc.state();
        try {
            final long address = Libc.address(buffer, offset, length);
            return Libc.result((long) SEND.invokeExact(state, fd, address, length, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("send", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** {@code ssize_t recv(int sockfd, void *buf, size_t len, int flags)}: bytes, 0 = end of a stream. EAGAIN, EINTR, ECONNRESET. */
    public static long recv(final int fd, final MemorySegment buffer, final long offset, final long length,
        final int flags) {
        final MemorySegment state = Libc.state();
        try {
            final long address = Libc.address(buffer, offset, length);
            return Libc.result((long) RECV.invokeExact(state, fd, address, length, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("recv", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** {@code ssize_t sendto(…, const struct sockaddr *dest_addr, socklen_t addrlen)}: bytes sent. As {@link #send}; ENETUNREACH. */
    public static long sendto(final int fd, final MemorySegment buffer, final long offset, final long length,
        final int flags, final MemorySegment address, final int addressLength) {
        final MemorySegment state = Libc.state();
        try {
            final long data = Libc.address(buffer, offset, length);
            return Libc.result((long) SENDTO.invokeExact(state, fd, data, length, flags, address, addressLength), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sendto", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /**
     * {@code ssize_t recvfrom(…, struct sockaddr *src_addr, socklen_t *addrlen)}: bytes. As {@link #recv}.
     *
     * @param lengthInOut 4 bytes: the room at {@code address}, then the address's length
     */
    public static long recvfrom(final int fd, final MemorySegment buffer, final long offset, final long length,
        final int flags, final MemorySegment address, final MemorySegment lengthInOut) {
        final MemorySegment state = Libc.state();
        try {
            final long data = Libc.address(buffer, offset, length);
            return Libc.result((long) RECVFROM.invokeExact(state, fd, data, length, flags, address, lengthInOut), state);
        } catch (final Throwable t) {
            throw Libc.misuse("recvfrom", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)}: bytes sent. As {@link #send}. */
    public static long sendmsg(final int fd, final MemorySegment message, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((long) SENDMSG.invokeExact(state, fd, message, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sendmsg", t);
        }
    }

    /** {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)}: bytes. As {@link #recv}. */
    public static long recvmsg(final int fd, final MemorySegment message, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((long) RECVMSG.invokeExact(state, fd, message, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("recvmsg", t);
        }
    }

    /**
     * {@code int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags)}: how many were sent, from the
     * first on; an error only if the first failed. As {@link #send}.
     *
     * @param first index of the first message of the vector to send
     */
    public static int sendmmsg(final int fd, final MemorySegment vector, final int first, final int count,
        final int flags) {
        final MemorySegment state = Libc.state();
        try {
            final long address = Libc.address(vector, (long) first * MessageHeaders.MMSGHDR_SIZE,
                (long) count * MessageHeaders.MMSGHDR_SIZE);
            return Libc.result((int) SENDMMSG.invokeExact(state, fd, address, count, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sendmmsg", t);
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    /**
     * {@code int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, NULL)}: how many were received.
     * EAGAIN, EINTR, ECONNREFUSED (reported once for an earlier send).
     *
     * @param count at most so many, from the first of the vector on
     */
    public static int recvmmsg(final int fd, final MemorySegment vector, final int count, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            final long address = Libc.address(vector, 0, (long) count * MessageHeaders.MMSGHDR_SIZE);
            return Libc.result((int) RECVMMSG.invokeExact(state, fd, address, count, flags, 0L), state);
        } catch (final Throwable t) {
            throw Libc.misuse("recvmmsg", t);
        } finally {
            Reference.reachabilityFence(vector);
        }
    }
}
