package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.gatun.natives.linux.SocketFilter.Checks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketFilterTest {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(16);
    private final MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);

    @AfterEach
    void close() {
        arena.close();
    }

    private int open(final int type) {
        assertEquals(0, Sockets.socketpair(Sockets.AF_UNIX, type | Sockets.SOCK_NONBLOCK, 0, pair));
        return pair.get(ValueLayout.JAVA_INT, 0);
    }

    private void send(final long bytes, final int length) {
        buffer.set(ValueLayout.JAVA_LONG, 0, Long.reverseBytes(bytes));
        assertEquals(length, Sockets.send(pair.get(ValueLayout.JAVA_INT, 4), buffer, 0, length, 0));
    }

    private long receive(final int fd) {
        return Sockets.recv(fd, buffer, 0, buffer.byteSize(), 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {Sockets.SOCK_SEQPACKET, Sockets.SOCK_DGRAM})
    void shouldThrowAwayWhatTheProgramDoesNotTake(final int type) {
        final int fd = open(type);
        assertEquals(0, SocketFilter.attach(fd, new Checks().loadLength()
            .when(SocketFilter.BPF_JGE, 6, new Checks().loadHalf(1).refuse(SocketFilter.BPF_JEQ, 0xB2C3)).take().program()));
        send(0xA1B2C3D4E5F60718L, 8);
        assertEquals(-Errno.EAGAIN, receive(fd));
        send(0xA1B2C3D4E5F60718L, 5);
        assertEquals(5, receive(fd));
        send(0xA1B2C4D4E5F60718L, 8);
        assertEquals(8, receive(fd));
        assertEquals(0xA1B2C4D4E5F60718L, Long.reverseBytes(buffer.get(ValueLayout.JAVA_LONG, 0)));
        Files.close(fd);
        Files.close(pair.get(ValueLayout.JAVA_INT, 4));
    }

    @Test
    void shouldTakeWhatPassesTheChecks() {
        final int fd = open(Sockets.SOCK_DGRAM);
        final Checks product = new Checks().loadByte(1).require(SocketFilter.BPF_JGE, 2).keep().loadByte(2).requireKept(SocketFilter.BPF_JGE)
            .loadLength().subtract(3).multiplyByKept().refuse(SocketFilter.BPF_JGT, 10);
        assertEquals(0, SocketFilter.attach(fd, new Checks().loadByte(0).refuse(SocketFilter.BPF_JGE, 0xB0)
            .when(SocketFilter.BPF_JEQ, 0xA1, product).require(SocketFilter.BPF_JEQ, 0xA2).loadLength().require(SocketFilter.BPF_JEQ, 4).take()
            .program()));
        final List<Integer> taken = new ArrayList<>();
        final long[] messages = {0xA102_0200_0000_0000L, 0xA101_0200_0000_0000L, 0xA103_0200_0000_0000L, 0xA105_0500_0000_0000L,
            0xA106_0600_0000_0000L, 0xA200_0000_0000_0000L, 0xA300_0000_0000_0000L, 0xB000_0000_0000_0000L};
        for (int i = 0; i < messages.length; i++) {
            for (final int length : List.of(4, 5)) {
                send(messages[i], length);
                if (receive(fd) == length) {
                    taken.add(10 * i + length);
                }
            }
        }
        assertEquals(List.of(4, 5, 34, 35, 44, 54), taken);
        assertEquals(0, SocketFilter.detach(fd));
        send(messages[1], 4);
        assertEquals(4, receive(fd));
        assertEquals(-Errno.ENOENT, SocketFilter.detach(fd));
        Files.close(fd);
        Files.close(pair.get(ValueLayout.JAVA_INT, 4));
    }

    @Test
    void shouldSayWhatTheKernelSaysOfABadProgram() {
        final int fd = open(Sockets.SOCK_SEQPACKET);
        assertEquals(-Errno.EINVAL, SocketFilter.attach(fd, SocketFilter.statement(SocketFilter.BPF_LD | SocketFilter.BPF_W | SocketFilter.BPF_LEN, 0)));
        assertEquals(-Errno.EINVAL, SocketFilter.attach(fd));
        Files.close(fd);
        Files.close(pair.get(ValueLayout.JAVA_INT, 4));
    }
}
