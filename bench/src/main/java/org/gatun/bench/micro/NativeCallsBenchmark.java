package org.gatun.bench.micro;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.gatun.natives.linux.Clock;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.Sockets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Kernel calls by FFM beside the JDK's own way to the same call: clock, a poll that finds nothing, and datagrams of 64 bytes to a
 * socket of this process on the loopback interface, which drops them when its buffer is full.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NativeCallsBenchmark {
    private static final int BATCH = 8;
    private static final int SIZE = 64;

    private Arena arena;
    private MemorySegment timespec;
    private MemorySegment events;
    private MemorySegment vector;
    private int epoll;
    private int socket;
    private DatagramChannel sink;
    private DatagramChannel channel;
    private Selector selector;
    private InetSocketAddress address;
    private ByteBuffer datagram;

    @Setup
    public void setUp() throws IOException {
        arena = Arena.ofConfined();
        timespec = arena.allocate(Clock.TIMESPEC_SIZE, 8);
        events = Epoll.allocateEvents(arena, 16);
        sink = DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        address = (InetSocketAddress)sink.getLocalAddress();
        channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, java.nio.channels.SelectionKey.OP_READ);
        datagram = ByteBuffer.allocateDirect(SIZE);
        socket = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0);
        epoll = Epoll.epollCreate1(0);
        Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, socket, Epoll.EPOLLIN, 1);
        final MemorySegment name = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
        final int nameLength = SocketAddresses.setInet(name, 0, address.getAddress(), address.getPort(), 0);
        final MemorySegment iovec = arena.allocate(MessageHeaders.IOVEC_SIZE, 8);
        MessageHeaders.setIovec(iovec, 0, arena.allocate(SIZE, 8).address(), SIZE);
        vector = arena.allocate((long)MessageHeaders.MMSGHDR_SIZE * BATCH, 8);
        for (int i = 0; i < BATCH; i++) {
            MessageHeaders.setName(vector, (long)i * MessageHeaders.MMSGHDR_SIZE, name.address(), nameLength);
            MessageHeaders.setIovecs(vector, (long)i * MessageHeaders.MMSGHDR_SIZE, iovec.address(), 1);
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        Files.close(epoll);
        Files.close(socket);
        selector.close();
        channel.close();
        sink.close();
        arena.close();
    }

    @Benchmark
    public long clock() {
        Clock.clockGettime(Clock.CLOCK_MONOTONIC, timespec);
        return Clock.nanos(timespec, 0);
    }

    @Benchmark
    public long clockBaseline() {
        return System.nanoTime();
    }

    @Benchmark
    public int poll() {
        return Epoll.epollWait(epoll, events, 0);
    }

    @Benchmark
    public int pollBaseline() throws IOException {
        return selector.selectNow();
    }

    @Benchmark
    public int sendOne() {
        return Sockets.sendmmsg(socket, vector, 0, 1, 0);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int sendEachOfBatch() {
        return Sockets.sendmmsg(socket, vector, 0, BATCH, 0);
    }

    @Benchmark
    public int sendBaseline() throws IOException {
        datagram.clear();
        return channel.send(datagram, address);
    }
}
