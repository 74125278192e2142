package org.gatun.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.natives.linux.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ends written here, over both transports. */
class IpcServerTest {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment request = arena.allocate(IpcClient.DEFAULT_MESSAGE_SIZE, 8);
    private final MemorySegment response = arena.allocate(IpcClient.DEFAULT_MESSAGE_SIZE, 8);

    @AfterEach
    void nothingIsLeft() {
        arena.close();
        assertEquals(List.of(), TestServer.directories());
    }

    private int echo(final IpcClient client, final int bodyLength, final int value) {
        RequestHeader.put(request, 0, TestServer.ECHO, RequestHeader.LENGTH + bodyLength);
        request.asSlice(RequestHeader.LENGTH, bodyLength).fill((byte)value);
        final int length = client.call(request, 0, RequestHeader.LENGTH, request, RequestHeader.LENGTH, bodyLength, response, 0,
            (int)response.byteSize());
        if (length >= 0) {
            assertEquals(ResponseHeader.LENGTH + bodyLength, length);
            assertEquals(-1, response.asSlice(ResponseHeader.LENGTH, bodyLength)
                .mismatch(request.asSlice(RequestHeader.LENGTH, bodyLength)));
        }
        return length;
    }

    private void askForEvents(final IpcClient client, final int count, final int bodyLength) {
        RequestHeader.put(request, 0, TestServer.SEND_EVENTS, 24);
        Marshal.putInt(request, 16, count);
        Marshal.putInt(request, 20, bodyLength);
        assertEquals(ResponseHeader.LENGTH, client.call(request, 0, 24, null, 0, 0, response, 0, (int)response.byteSize()));
    }

    private static void takeEvents(final IpcClient client, final int count, final int bodyLength) {
        for (int i = 0; i < count; i++) {
            assertEquals(32 + bodyLength, client.peekEvent(10_000));
            assertEquals(i, Marshal.getInt(client.eventSegment(), client.eventOffset() + 24));
            if (bodyLength > 0) {
                assertEquals(i & 0xff, Marshal.getU8(client.eventSegment(), client.eventOffset() + 32 + bodyLength - 1));
            }
            client.releaseEvent();
        }
        assertEquals(-Errno.EAGAIN, client.peekEvent(0));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldAnswerRequestsOfAnyLength(final Transport transport) throws IpcException {
        try (TestServer server = new TestServer(transport); IpcClient client = server.connect()) {
            assertEquals(ProcessHandle.current().pid(), client.serverPid());
            for (int i = 0; i < 2000; i++) {
                echo(client, i * 37 % 4096, i);
            }
            // Most that fits into a request and, with the longer header, into a response.
            echo(client, client.maxMessageSize() - ResponseHeader.LENGTH, 3);
            assertEquals(-Errno.EMSGSIZE, client.send(request, 0, client.maxMessageSize() + 1, null, 0, 0));
            final IpcConnection connection = server.connections.getFirst();
            assertEquals(2001, server.call(() -> connection.statistics().requests()));
            assertEquals(2001, server.call(() -> connection.statistics().responses()));
            assertEquals(ProcessHandle.current().pid(), connection.pid());
            assertEquals("java", connection.procName());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldDeliverEventsInOrderWhenTheReaderIsSlow(final Transport transport) throws IpcException {
        try (TestServer server = new TestServer(transport); IpcClient client = server.connect()) {
            askForEvents(client, 80, 100_000);
            final IpcConnection connection = server.connections.getFirst();
            assertTrue(server.call(connection::isQueueing));
            assertTrue(server.call(connection::queued) >= 40);
            // Responses overtake waiting events.
            assertTrue(echo(client, 10, 1) > 0);
            takeEvents(client, 80, 100_000);
            TestServer.await("queue is empty", () -> !server.call(connection::isQueueing));
            assertEquals(80, server.call(() -> connection.statistics().dispatched()));
            assertTrue(server.reports.getFirst().startsWith("queue empty, queued:"), server.reports::toString);
            askForEvents(client, 3000, 0);
            takeEvents(client, 3000, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldDisconnectAReaderThatPassesTheLimit(final Transport transport) throws IpcException {
        final IpcEndpoint endpoint = IpcEndpoint.abstractNames().withNames("", "-x");
        try (TestServer server = new TestServer(transport, endpoint, 1_000_000); IpcClient client = server.connect()) {
            RequestHeader.put(request, 0, TestServer.SEND_EVENTS, 24);
            Marshal.putInt(request, 16, 60);
            Marshal.putInt(request, 20, 100_000);
            assertEquals(0, client.send(request, 0, 24, null, 0, 0));
            TestServer.await("disconnected", () -> server.disconnects == 1);
            assertTrue(server.reports.getFirst().startsWith("does not read its events"), server.reports::toString);
            assertTrue(echo(client, 1, 1) < 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHoldRequestsWhileTheServiceIsOff(final Transport transport) throws Exception {
        try (TestServer server = new TestServer(transport); IpcClient client = server.connect()) {
            echo(client, 1, 1);
            RequestHeader.put(request, 0, TestServer.NO_ANSWER, 16);
            server.run(() -> server.opened().setRate(IpcRate.OFF));
            assertEquals(-Errno.EAGAIN, client.send(request, 0, 16, null, 0, 0));
            server.run(() -> server.opened().setRate(IpcRate.OFF_2));
            client.setFlowControlMax(2);
            assertEquals(-Errno.EAGAIN, client.send(request, 0, 16, null, 0, 0));
            client.setFlowControlMax(1);
            for (int i = 0; i < 8; i++) {
                assertEquals(0, client.send(request, 0, 16, null, 0, 0));
            }
            // A turn of the server, with the requests waiting, must not read them.
            server.run(() -> { });
            server.run(() -> { });
            assertEquals(0, server.unanswered);
            assertEquals(2, server.connections.getFirst().flowControl());
            server.run(() -> server.opened().setRate(IpcRate.SLOW));
            TestServer.await("requests are read", () -> server.unanswered == 8);
            assertEquals(3, server.call(() -> server.connections.getFirst().statistics().flowControlCount()));
            try (IpcClient late = lateClient(server)) {
                assertTrue(echo(late, 1, 1) > 0);
            }
        }
    }

    /** Made while the service is off: not held up. */
    private static IpcClient lateClient(final TestServer server) throws IpcException {
        server.run(() -> server.opened().setRate(IpcRate.OFF));
        return server.connect();
    }

    @Test
    void shouldTellRefusalsAndAbsentServices() throws IpcException {
        try (TestServer server = new TestServer(Transport.SHM)) {
            server.acceptResult = -Errno.EACCES;
            assertEquals(CsError.ACCESS, assertThrows(IpcException.class, server::connect).error());
            server.acceptResult = -Errno.EAGAIN;
            assertEquals(CsError.TRY_AGAIN, assertThrows(IpcException.class, server::connect).error());
            server.acceptResult = 0;
            assertEquals(CsError.LIBRARY,
                assertThrows(IpcException.class, () -> IpcClient.connect(server.endpoint, "none")).error());
            assertEquals(CsError.TOO_BIG, assertThrows(IpcException.class,
                () -> IpcClient.connect(server.endpoint, server.service, 1 << 30)).error());
            assertEquals(0, server.disconnects);
            server.run(server.opened()::close);
            assertEquals(Errno.ECONNREFUSED, assertThrows(IpcException.class, server::connect).errno());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHangUpWhenTheServiceIsWithdrawn(final Transport transport) throws IpcException {
        try (TestServer server = new TestServer(transport); IpcClient client = server.connect()) {
            askForEvents(client, 1, 8);
            server.run(server.opened()::close);
            TestServer.await("disconnected", () -> server.disconnects == 1);
            if (transport == Transport.SHM) {
                takeLastEvent(client);
            }
            assertTrue(echo(client, 1, 1) < 0);
            assertEquals(0, server.call(() -> server.server().activeConnections()));
            assertEquals(1, server.call(() -> server.server().closedConnections()));
        }
    }

    private static void takeLastEvent(final IpcClient client) {
        assertEquals(40, client.peekEvent(0));
        client.releaseEvent();
        assertEquals(-Errno.ENOTCONN, client.peekEvent(-1));
        assertFalse(client.isConnected());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldServeWhatWasSentBeforeTheClientClosed(final Transport transport) throws IpcException {
        try (TestServer server = new TestServer(transport)) {
            for (int round = 1; round <= 20; round++) {
                final int before = server.unanswered;
                int sent = 0;
                try (IpcClient client = server.connect()) {
                    RequestHeader.put(request, 0, TestServer.NO_ANSWER, 16);
                    while (sent < 8 && client.send(request, 0, 16, null, 0, 0) == 0) {
                        sent++;
                    }
                }
                final int expected = before + sent;
                TestServer.await("all are served", () -> server.unanswered == expected);
            }
            TestServer.await("all are disconnected", () -> server.disconnects == 20);
        }
    }

    @Test
    void shouldListenOnAFileWhenSocketsAreForcedThere(@TempDir final Path dir) throws IpcException {
        final IpcEndpoint endpoint = IpcEndpoint.filesystem(dir);
        try (TestServer server = new TestServer(Transport.SHM, endpoint, IpcServer.DEFAULT_QUEUE_LIMIT)) {
            assertTrue(Files.exists(dir.resolve(server.service)));
            try (IpcClient client = server.connect()) {
                assertTrue(echo(client, 100, 1) > 0);
            }
            server.run(server.opened()::close);
            assertFalse(Files.exists(dir.resolve(server.service)));
            assertEquals(CsError.NOT_EXIST, assertThrows(IpcException.class, server::connect).error());
        }
    }
}
