package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketsTest {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
    private final MemorySegment length = arena.allocate(4, 4);
    private final MemorySegment buffer = arena.allocate(70_000, 8);
    private final MemorySegment vector = arena.allocate(2L * MessageHeaders.MMSGHDR_SIZE, 8);
    private final MemorySegment iovecs = arena.allocate(2L * MessageHeaders.IOVEC_SIZE, 8);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void shouldConnectAStreamOverAnAbstractName() {
        final String name = "gatun-test-" + Processes.getpid();
        final int size = SocketAddresses.setUnixAbstract(address, 0, name);
        assertEquals(110, size);
        assertEquals(Sockets.AF_UNIX, SocketAddresses.family(address, 0));
        final int server = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK, 0);
        final int client = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
        assertEquals(-Errno.ECONNREFUSED, Sockets.connect(client, address, size));
        assertEquals(0, Sockets.bind(server, address, size));
        assertEquals(-Errno.EADDRINUSE, Sockets.bind(client, address, size));
        assertEquals(0, Sockets.listen(server, 4));
        assertEquals(-Errno.EAGAIN, Sockets.accept4(server, 0));
        assertEquals(0, Sockets.connect(client, address, size));
        final int peer = Sockets.accept4(server, Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC);
        assertTrue(peer >= 0);

        assertEquals(0, Sockets.peerCredentials(peer, buffer));
        assertEquals(Processes.getpid(), buffer.get(INT, 0));
        assertEquals(Processes.geteuid(), buffer.get(INT, 4));
        assertEquals(-Errno.EAGAIN, Sockets.recv(peer, buffer, 0, 100, 0));
        buffer.setString(8, "hello");
        assertEquals(5, Sockets.send(client, buffer, 8, 5, Sockets.MSG_NOSIGNAL));
        assertEquals(5, Sockets.recv(peer, buffer, 100, 100, 0));
        assertEquals("hello", buffer.getString(100));
        assertEquals(0, Sockets.shutdown(client, Sockets.SHUT_WR));
        assertEquals(0, Sockets.recv(peer, buffer, 0, 100, 0));
        Files.close(client);
        assertEquals(-Errno.EPIPE, Sockets.send(peer, buffer, 0, 5, Sockets.MSG_NOSIGNAL));
        Files.close(peer);
        assertEquals(-Errno.EBADF, Sockets.listen(peer, 1));
        assertEquals(-Errno.EBADF, Sockets.peerCredentials(peer, buffer));
        Files.close(server);
    }

    @Test
    void shouldCarryCredentialsBesideTheBytes() {
        assertEquals(-Errno.EOPNOTSUPP, Sockets.socketpair(Sockets.AF_INET, Sockets.SOCK_STREAM, 0, buffer));
        assertEquals(0, Sockets.socketpair(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0, buffer));
        final int a = buffer.get(INT, 0);
        final int b = buffer.get(INT, 4);
        assertEquals(0, Sockets.setsockopt(b, SocketOptions.SOL_SOCKET, SocketOptions.SO_PASSCRED, 1));
        final int space = MessageHeaders.controlSpace(MessageHeaders.UCRED_SIZE);
        final MemorySegment control = arena.allocate(space, 8);
        assertThrows(IndexOutOfBoundsException.class, () -> MessageHeaders.setIovec(iovecs, 0, buffer, 69_999, 2));
        MessageHeaders.setIovec(iovecs, 0, buffer, 0, 10);
        MessageHeaders.setIovecs(vector, 0, iovecs.address(), 1);
        MessageHeaders.setControl(vector, 0, control.address(), space);
        MessageHeaders.setCredentials(control, 0, Processes.getpid(), Processes.geteuid(), Processes.getegid());
        assertEquals(10, Sockets.sendmsg(a, vector, 0));
        control.fill((byte) 0);
        assertEquals(10, Sockets.recvmsg(b, vector, 0));
        final long data = MessageHeaders.findControl(control, MessageHeaders.controlLength(vector, 0),
            SocketOptions.SOL_SOCKET, MessageHeaders.SCM_CREDENTIALS, MessageHeaders.UCRED_SIZE);
        assertEquals(16, data);
        assertEquals(Processes.getpid(), control.get(INT, data));
        assertEquals(0, MessageHeaders.flags(vector, 0) & Sockets.MSG_CTRUNC);
        assertEquals(-1, MessageHeaders.findControl(control, space, SocketOptions.SOL_SOCKET, MessageHeaders.SCM_RIGHTS, 4));
        control.set(ValueLayout.JAVA_LONG, 0, 1L << 62);
        assertEquals(-1, MessageHeaders.findControl(control, space, SocketOptions.SOL_SOCKET,
            MessageHeaders.SCM_CREDENTIALS, 12));
        assertEquals(-Errno.EAGAIN, Sockets.recvmsg(b, vector, Sockets.MSG_DONTWAIT));
        Files.close(a);
        assertEquals(-Errno.EBADF, Sockets.sendmsg(a, vector, 0));
        Files.close(b);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldExchangeDatagrams(final String ip) {
        final InetAddress host = InetAddress.ofLiteral(ip);
        final int family = ip.contains(":") ? Sockets.AF_INET6 : Sockets.AF_INET;
        final int fd = Sockets.socket(family, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0);
        final int size = SocketAddresses.setInet(address, 0, host, 0, 0);
        assertEquals(0, Sockets.bind(fd, address, size));
        length.set(INT, 0, SocketAddresses.SOCKADDR_MAX);
        assertEquals(0, Sockets.getsockname(fd, address, length));
        assertEquals(size, length.get(INT, 0));
        assertEquals(host, SocketAddresses.inet(address, 0));
        assertTrue(SocketAddresses.port(address, 0) > 0);

        buffer.fill((byte) 7);
        assertEquals(65_507, Sockets.sendto(fd, buffer, 0, 65_507, 0, address, size));
        assertEquals(-Errno.EMSGSIZE, Sockets.sendto(fd, buffer, 0, 65_536, 0, address, size));
        final MemorySegment from = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
        length.set(INT, 0, SocketAddresses.SOCKADDR_MAX);
        buffer.fill((byte) 0);
        assertEquals(65_507, Sockets.recvfrom(fd, buffer, 0, 70_000, 0, from, length));
        assertEquals(7, buffer.get(ValueLayout.JAVA_BYTE, 65_506));
        assertEquals(-1, address.asSlice(0, size).mismatch(from.asSlice(0, size)));
        assertEquals(-Errno.EAGAIN, Sockets.recvfrom(fd, buffer, 0, 70_000, 0, from, length));

        for (int i = 0; i < 2; i++) {
            final long header = (long) i * MessageHeaders.MMSGHDR_SIZE;
            MessageHeaders.setIovec(iovecs, (long) i * MessageHeaders.IOVEC_SIZE, buffer.address() + 100L * i, 10 + i);
            MessageHeaders.setIovecs(vector, header, iovecs.address() + (long) i * MessageHeaders.IOVEC_SIZE, 1);
            MessageHeaders.setName(vector, header, address.address(), size);
            MessageHeaders.setControl(vector, header, 0, 0);
        }
        assertEquals(2, Sockets.sendmmsg(fd, vector, 0, 2, 0));
        assertEquals(1, Sockets.sendmmsg(fd, vector, 1, 1, 0));
        for (int i = 0; i < 2; i++) {
            MessageHeaders.setIovec(iovecs, (long) i * MessageHeaders.IOVEC_SIZE, buffer.address() + 100L * i, 10);
        }
        assertEquals(2, Sockets.recvmmsg(fd, vector, 2, 0));
        assertEquals(10, MessageHeaders.transferred(vector, 0));
        assertEquals(0, MessageHeaders.flags(vector, 0) & Sockets.MSG_TRUNC);
        assertEquals(Sockets.MSG_TRUNC, MessageHeaders.flags(vector, MessageHeaders.MMSGHDR_SIZE) & Sockets.MSG_TRUNC);
        assertEquals(size, MessageHeaders.nameLength(vector, 0));
        assertEquals(1, Sockets.recvmmsg(fd, vector, 2, 0));
        assertEquals(-Errno.EAGAIN, Sockets.recvmmsg(fd, vector, 2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> Sockets.recvmmsg(fd, vector, 3, 0));
        Files.close(fd);
        assertEquals(-Errno.EBADF, Sockets.sendmmsg(fd, vector, 0, 2, 0));
        assertEquals(-Errno.EBADF, Sockets.getsockname(fd, address, length));
    }

    @Test
    void shouldSetAndGetOptions() {
        final int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
        assertEquals(0, Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PRIORITY, 6));
        assertEquals(6, Sockets.getsockoptInt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_PRIORITY));
        assertEquals(-Errno.ENOPROTOOPT, Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, 9999, 1));
        assertEquals(-Errno.ENOPROTOOPT, Sockets.getsockoptInt(fd, SocketOptions.SOL_SOCKET, 9999));
        final MemorySegment group = arena.allocate(8, 4);
        group.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        assertEquals(-Errno.EINVAL,
            Sockets.setsockopt(fd, SocketOptions.IPPROTO_IP, SocketOptions.IP_ADD_MEMBERSHIP, group));
        length.set(INT, 0, 4);
        assertEquals(0, Sockets.getsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_TYPE, group, length));
        assertEquals(Sockets.SOCK_DGRAM, group.get(INT, 0));
        Files.close(fd);
        assertEquals(-Errno.EAFNOSUPPORT, Sockets.socket(9999, Sockets.SOCK_DGRAM, 0));
        assertEquals(-Errno.EBADF, Sockets.shutdown(fd, Sockets.SHUT_RDWR));
    }

    @Test
    void shouldBuildTheAddressOfASocketFile() {
        assertEquals(2 + 9 + 1, SocketAddresses.setUnixPath(address, 0, "/tmp/sock"));
        assertEquals("/tmp/sock", address.getString(2));
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.setUnixPath(address, 0, "x".repeat(108)));
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.inet(address, 0));
    }
}
