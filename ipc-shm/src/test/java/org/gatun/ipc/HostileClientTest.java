package org.gatun.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the protocol lose their connection, and nobody else notices. */
class HostileClientTest {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment request = arena.allocate(4096, 8);
    private final MemorySegment response = arena.allocate(8192, 8);

    @AfterEach
    void nothingIsLeft() {
        arena.close();
        TestServer.await("files are removed", () -> TestServer.directories().isEmpty());
    }

    private void assertServes(final TestServer server) throws IpcException {
        try (IpcClient client = server.connect()) {
            RequestHeader.put(request, 0, TestServer.ECHO, 100);
            assertEquals(108, client.call(request, 0, 100, null, 0, 0, response, 0, 8192));
        }
        TestServer.await("disconnected", () -> server.connections.isEmpty());
    }

    private static Path file(final Path directory, final String part) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("qb-" + part.replaceAll("-.*", "-"))
                && f.toString().endsWith(part.replaceAll(".*-", "-"))).findFirst().orElseThrow();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cut(final Path file, final long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void write(final Path file, final long offset, final int... words) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
        for (final int word : words) {
            bytes.putInt(word);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes.flip(), offset);
        }
    }

    private static void ring(final IpcClient client, final MemorySegment anyByte) {
        Sockets.send(client.fd(), anyByte, 0, 1, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
    }

    /** So many requests and events that the paths are compiled: a fault then shows in another way than in the interpreter. */
    private void warmUp(final TestServer server) throws IpcException {
        try (IpcClient client = server.connect()) {
            for (int i = 0; i < 300; i++) {
                RequestHeader.put(request, 0, TestServer.SEND_EVENTS, 24);
                Marshal.putInt(request, 16, 100);
                Marshal.putInt(request, 20, 64);
                client.call(request, 0, 24, null, 0, 0, response, 0, 8192);
                for (int k = 0; k < 100; k++) {
                    client.peekEvent(10_000);
                    client.releaseEvent();
                }
            }
        }
        TestServer.await("disconnected", () -> server.connections.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-data", "event-header", "response-data", "response-header", "request-data",
        "request-header"})
    void shouldOnlyLoseTheConnectionWhenAFileIsCut(final String part) throws Exception {
        try (TestServer server = new TestServer(Transport.SHM)) {
            warmUp(server);
            final IpcClient client = server.connect();
            TestServer.await("connected", () -> server.connections.size() == 1);
            final IpcConnection connection = server.connections.getFirst();
            RequestHeader.put(request, 0, TestServer.ECHO, 100);
            client.call(request, 0, 100, null, 0, 0, response, 0, 8192);
            cut(file(TestServer.directories().getFirst(), part), 0);
            if (part.startsWith("request")) {
                ring(client, request);
                server.run(() -> connection.setFlowControl(1));
                ring(client, request);
                server.run(() -> connection.setFlowControl(0));
            }
            server.run(() -> {
                server.sendEvent(connection, 1, 64);
                connection.respond(request, 0, 100);
            });
            if (part.equals("request-data")) {
                // Only the words of the next chunk are gone: they are looked at when the semaphore says so.
                write(file(TestServer.directories().getFirst(), "request-header"), RingLayout.SEMAPHORE, 1);
                ring(client, request);
            }
            TestServer.await("disconnected", () -> server.disconnects == 2);
            assertTrue(server.reports.getFirst().startsWith("shared memory was cut"), server.reports::toString);
            Sockets.shutdown(client.fd(), Sockets.SHUT_RDWR);
            assertServes(server);
        }
    }

    @Test
    void shouldSurviveNonsenseInTheRings() throws Exception {
        final Random random = new Random(42);
        try (TestServer server = new TestServer(Transport.SHM)) {
            for (int round = 0; round < 150; round++) {
                final IpcClient client = server.connect();
                TestServer.await("connected", () -> server.connections.size() == 1);
                final IpcConnection connection = server.connections.getFirst();
                final Path directory = TestServer.directories().getFirst();
                // The semaphore of the requests comes last: a server that happens to look ends the connection, and the files are gone.
                for (final String name : new String[] {"event", "response", "request"}) {
                    final Path header = file(directory, name + "-header");
                    write(file(directory, name + "-data"), 0, nonsense(random),
                        random.nextInt(4) == 0 ? nonsense(random) : RingLayout.MAGIC_COMMITTED, nonsense(random), nonsense(random),
                        nonsense(random), nonsense(random));
                    write(header, RingLayout.WRITE_PT, nonsense(random), nonsense(random), nonsense(random));
                    write(header, RingLayout.REF_COUNT, nonsense(random));
                    write(header, RingLayout.SEMAPHORE, random.nextInt(3), 0);
                }
                ring(client, request);
                server.run(() -> {
                    server.sendEvent(connection, 1, 1000);
                    connection.respond(request, 0, 100);
                });
                ring(client, request);
                Sockets.shutdown(client.fd(), Sockets.SHUT_RDWR);
                TestServer.await("disconnected", () -> server.connections.isEmpty());
            }
            assertServes(server);
        }
    }

    private static int nonsense(final Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(64);
            case 2 -> Integer.MIN_VALUE;
            case 3 -> -1 - random.nextInt(64);
            case 4 -> 1_052_672 / 4 - 1;
            default -> 0;
        };
    }

    @Test
    void shouldSwallowWakeUpBytesWithoutRequests() throws Exception {
        try (TestServer server = new TestServer(Transport.SHM); IpcClient client = server.connect()) {
            for (int i = 0; i < 2000; i++) {
                ring(client, request);
            }
            RequestHeader.put(request, 0, TestServer.ECHO, 100);
            for (int i = 0; i < 500; i++) {
                assertEquals(108, client.call(request, 0, 100, null, 0, 0, response, 0, 8192));
            }
            assertEquals(List.of(), server.reports);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 101})
    void shouldRefuseASizeThatIsNotTheMessages(final int size) throws Exception {
        try (TestServer server = new TestServer(Transport.SHM); IpcClient client = server.connect()) {
            RequestHeader.put(request, 0, TestServer.ECHO, size);
            assertEquals(0, client.send(request, 0, 100, null, 0, 0));
            TestServer.await("disconnected", () -> server.disconnects == 1);
            assertTrue(server.reports.getFirst().startsWith("size in the request's header"), server.reports::toString);
            assertServes(server);
        }
    }

    @Test
    void shouldEndTheConnectionWhenTheClientAsksForIt() throws Exception {
        try (TestServer server = new TestServer(Transport.SHM); IpcClient client = server.connect()) {
            RequestHeader.put(request, 0, SetupMessages.DISCONNECT, 16);
            assertEquals(0, client.send(request, 0, 16, null, 0, 0));
            TestServer.await("disconnected", () -> server.disconnects == 1);
            assertEquals(List.of(), server.reports);
        }
    }

    @Test
    void shouldCloseWithoutAnAnswerWhenTheConnectionRequestIsNone() throws Exception {
        try (TestServer server = new TestServer(Transport.SHM)) {
            final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            final int length = server.endpoint.address(address, server.service);
            for (int sent = 0; sent <= SetupMessages.REQUEST_LENGTH; sent += 3) {
                final int fd = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
                assertEquals(0, Sockets.connect(fd, address, length));
                request.fill((byte)0);
                if (sent > 0) {
                    assertEquals(sent, Sockets.send(fd, request, 0, sent, 0));
                }
                if (sent == SetupMessages.REQUEST_LENGTH) {
                    assertEquals(0, Sockets.recv(fd, response, 0, 100, 0));
                }
                org.gatun.natives.linux.Files.close(fd);
            }
            assertServes(server);
            assertEquals(1, server.disconnects);
        }
    }

    @Test
    void shouldAcceptAConnectionRequestInPieces() throws Exception {
        try (TestServer server = new TestServer(Transport.SHM)) {
            final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, 8);
            final int length = server.endpoint.address(address, server.service);
            final int fd = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
            assertEquals(0, Sockets.connect(fd, address, length));
            SetupMessages.putRequest(request, 0);
            for (int i = 0; i < SetupMessages.REQUEST_LENGTH; i++) {
                assertEquals(1, Sockets.send(fd, request, i, 1, 0));
                server.run(() -> { });
            }
            final MemorySegment answer = arena.allocate(SetupMessages.RESPONSE_LENGTH, 8);
            assertEquals(SetupMessages.RESPONSE_LENGTH,
                Sockets.recv(fd, answer, 0, SetupMessages.RESPONSE_LENGTH, Sockets.MSG_WAITALL));
            assertEquals(SetupMessages.RESPONSE_LENGTH, answer.get(ValueLayout.JAVA_INT, 8));
            assertEquals(0, answer.get(ValueLayout.JAVA_INT, 16));
            assertEquals(SetupMessages.RESPONSE_LENGTH, SetupMessages.agreedSize(answer));
            org.gatun.natives.linux.Files.close(fd);
            TestServer.await("disconnected", () -> server.disconnects == 1);
        }
    }
}
