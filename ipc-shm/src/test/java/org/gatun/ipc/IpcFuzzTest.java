package org.gatun.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.Sockets;

/**
 * A client that sets its connection up with any bytes, writes anything anywhere into the files it shares with the server, and cuts
 * them, while the server reads and writes. Nothing may be thrown, the server comes to rest, and when the client has gone so have its
 * connection and its files.
 */
final class IpcFuzzTest implements IpcHandler, IpcReports {
    private static final int GROUP = 5;
    private static final int STEPS_MAX = 64;
    private static final int ROUNDS_MAX = 20_000;
    private static final int BODY_MAX = 20_000;
    private static final String[] FILES = {"-header", "-data"};
    private static final int[] FIELDS = {RingLayout.WRITE_PT, RingLayout.READ_PT, RingLayout.WORD_SIZE, RingLayout.HDR_PATH,
        RingLayout.DATA_PATH, RingLayout.REF_COUNT, RingLayout.SEMAPHORE, RingLayout.SEMAPHORE + 4, RingLayout.FLOW_CONTROL};
    private static final IpcEndpoint ENDPOINT = IpcEndpoint.abstractNames().withNames("gatun-fuzz-", "");
    private static final String NAME = "f" + ProcessHandle.current().pid();

    private IpcServer server;
    private IpcConnection connection;
    private int epollFd;
    private MemorySegment events;
    private MemorySegment message;
    private String[] rings;

    @FuzzTest
    void shouldSurviveTheClient(final FuzzedDataProvider input) throws IpcException, IOException {
        epollFd = Epoll.epollCreate1(Epoll.EPOLL_CLOEXEC);
        connection = null;
        rings = new String[0];
        try (Arena arena = Arena.ofConfined();
            IpcServer opened = new IpcServer(epollFd, GROUP, ENDPOINT, Transport.SHM, IpcServer.DEFAULT_QUEUE_LIMIT, this)) {
            server = opened;
            events = Epoll.allocateEvents(arena, 16);
            message = arena.allocate(1 << 16, 8);
            final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            final int length = ENDPOINT.address(address, opened.open(NAME, this).name());
            final int fd = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
            assertEquals(0, Sockets.connect(fd, address, length));
            pump();
            setUp(fd, input, arena);
            for (int i = 0; i < STEPS_MAX && input.remainingBytes() > 0; i++) {
                step(fd, input);
            }
            pump();
            Files.close(fd);
            pump();
            assertEquals(0, server.activeConnections());
        } finally {
            Files.close(epollFd);
        }
        assertTrue(TestServer.directories().isEmpty(), "files stay behind");
    }

    /** A connection request that is right, or any bytes. */
    private void setUp(final int fd, final FuzzedDataProvider input, final Arena arena) {
        if (input.consumeBoolean()) {
            SetupMessages.putRequest(message, 0);
            send(fd, SetupMessages.REQUEST_LENGTH);
        } else {
            send(fd, put(0, input.consumeBytes(SetupMessages.REQUEST_LENGTH)));
        }
        pump();
        final MemorySegment answer = arena.allocate(SetupMessages.RESPONSE_LENGTH, 8);
        final long received = Sockets.recv(fd, answer, 0, SetupMessages.RESPONSE_LENGTH, Sockets.MSG_DONTWAIT);
        assertTrue(received <= 0 || received == SetupMessages.RESPONSE_LENGTH);
        assertTrue(connection == null || received > 0);
        if (connection != null) {
            rings = new String[] {SetupMessages.requestName(answer), SetupMessages.responseName(answer), SetupMessages.eventName(answer)};
        }
    }

    private void step(final int fd, final FuzzedDataProvider input) throws IOException {
        switch (input.consumeInt(0, 7)) {
            case 0 -> write(input, "-header", FIELDS[input.consumeInt(0, FIELDS.length - 1)], input.consumeInt());
            case 1 -> write(input, "-data", 4 * input.consumeInt(0, 8192), input.consumeInt());
            case 2 -> offer(fd, input.consumeInt(0, 4096), input.consumeInt(), input.consumeInt(), input.consumeInt());
            case 3 -> send(fd, put(0, input.consumeBytes(input.consumeInt(0, 64))));
            case 4 -> pump();
            case 5 -> {
                if (isOpen()) {
                    connection.event(message, 0, 24, message, 24, input.consumeInt(0, BODY_MAX));
                }
            }
            case 6 -> {
                if (isOpen()) {
                    connection.setFlowControl(input.consumeInt(0, 2));
                }
            }
            default -> cut(input);
        }
    }

    private boolean isOpen() {
        return connection != null && connection.isOpen();
    }

    /** A request as a client puts it into its ring, wherever that is, with any lengths. */
    private void offer(final int fd, final int word, final int chunkLength, final int id, final int size) throws IOException {
        if (rings.length > 0) {
            write(0, "-data", 4L * word, chunkLength, RingLayout.MAGIC_COMMITTED, id, 0, size, 0);
            write(0, "-header", RingLayout.SEMAPHORE, 1, 0);
            message.set(ValueLayout.JAVA_BYTE, 0, (byte)0);
            send(fd, 1);
            pump();
        }
    }

    private void write(final FuzzedDataProvider input, final String file, final long offset, final int value) throws IOException {
        if (rings.length > 0) {
            write(input.consumeInt(0, rings.length - 1), file, offset, value);
        }
    }

    private void write(final int ring, final String file, final long offset, final int... words) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
        for (final int word : words) {
            bytes.putInt(word);
        }
        if (isOpen()) {
            try (FileChannel channel = open(ring, file)) {
                channel.write(bytes.flip(), offset);
            }
        }
    }

    private void cut(final FuzzedDataProvider input) throws IOException {
        if (isOpen()) {
            try (FileChannel channel = open(input.consumeInt(0, rings.length - 1), FILES[input.consumeInt(0, 1)])) {
                channel.truncate(input.consumeInt(0, 20_000));
            }
        }
    }

    private FileChannel open(final int ring, final String file) throws IOException {
        return FileChannel.open(Path.of(rings[ring] + file), StandardOpenOption.WRITE);
    }

    private int put(final int offset, final byte[] bytes) {
        MemorySegment.copy(bytes, 0, message, ValueLayout.JAVA_BYTE, offset, bytes.length);
        return offset + bytes.length;
    }

    private void send(final int fd, final int length) {
        if (length > 0) {
            Sockets.send(fd, message, 0, length, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        }
    }

    /** Lets the server do what there is to do, a second later. */
    private void pump() {
        final long nowNs = System.nanoTime();
        int count = 1;
        for (int round = 0; count > 0; round++) {
            assertTrue(round < ROUNDS_MAX, "the server does not come to rest");
            count = Epoll.epollWait(epollFd, events, 0);
            for (int i = 0; i < count; i++) {
                if (server.owns(Epoll.data(events, i))) {
                    server.onReady(Epoll.data(events, i), Epoll.events(events, i), nowNs);
                }
            }
            server.doWork(nowNs + round);
        }
        server.doWork(nowNs + 1_000_000_000L);
    }

    @Override
    public int accept(final int pid, final int uid, final int gid) {
        return 0;
    }

    @Override
    public void connected(final IpcConnection client) {
        connection = client;
    }

    @Override
    public void request(final IpcConnection client, final MemorySegment request, final long offset, final int length) {
        assertTrue(length >= RequestHeader.LENGTH && length == RequestHeader.size(request, offset));
        client.respond(request, offset, Math.min(length, client.maxMessageSize()));
    }

    @Override
    public void disconnected(final IpcConnection client) {
        assertEquals(connection, client);
    }

    @Override
    public void dropped(final IpcConnection client, final String reason) {
        assertEquals(connection, client);
    }

    @Override
    public void failed(final String name, final String reason) {
        assertEquals(NAME, name);
    }

    @Override
    public void queueEmpty(final IpcConnection client, final int queued, final int sent) {
        assertEquals(connection, client);
    }
}
