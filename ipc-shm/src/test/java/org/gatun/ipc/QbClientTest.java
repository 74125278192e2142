package org.gatun.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.natives.linux.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** libqb's own client against this server. */
class QbClientTest {
    private static TestServer server(final Transport transport) throws IpcException {
        return new TestServer(transport, IpcEndpoint.abstractNames(), IpcServer.DEFAULT_QUEUE_LIMIT);
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(List.of(), TestServer.directories());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldServeRequests(final Transport transport) throws Exception {
        try (TestServer server = server(transport); QbClient client = new QbClient(server.service, "echo", "3000", "777")) {
            assertEquals("connected 1048576", client.line());
            assertEquals("echo 3000", client.line());
            TestServer.await("disconnected", () -> server.disconnects == 1);
        }
    }

    @Test
    void shouldServeRequestsOfTheLargestSize() throws Exception {
        try (TestServer server = server(Transport.SHM); QbClient client = new QbClient(server.service, "echo", "50", "1048552")) {
            assertEquals("connected 1048576", client.line());
            assertEquals("echo 50", client.line());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldSendEvents(final Transport transport) throws Exception {
        try (TestServer server = server(transport); QbClient client = new QbClient(server.service, "events", "2000", "100")) {
            assertEquals("connected 1048576", client.line());
            assertEquals("asked 24", client.line());
            assertEquals("events 2000", client.line());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldTellOfEventsBeforeTheResponseThatFollowsThem(final Transport transport) throws Exception {
        try (TestServer server = server(transport); QbClient client = new QbClient(server.service, "prompt", "200", "3")) {
            assertEquals("connected 1048576", client.line());
            assertEquals("prompt 3", client.line());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldKeepTheOrderOfEventsForAClientThatDoesNotRead(final Transport transport) throws Exception {
        try (TestServer server = server(transport); QbClient client = new QbClient(server.service, "slow", "60", "300000")) {
            assertEquals("connected 1048576", client.line());
            assertEquals("asked 24", client.line());
            final IpcConnection connection = server.connections.getFirst();
            assertTrue(server.call(connection::isQueueing));
            assertEquals(client.pid(), connection.pid());
            assertEquals("qbclient", connection.procName());
            client.goOn();
            assertEquals("events 60", client.line());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldTellFlowControl(final Transport transport) throws Exception {
        try (TestServer server = server(transport); QbClient client = new QbClient(server.service, "limit")) {
            assertEquals("connected 1048576", client.line());
            TestServer.await("connected", () -> server.connections.size() == 1);
            server.run(() -> server.opened().setRate(IpcRate.OFF_2));
            client.goOn();
            assertEquals("one 16", client.line());
            assertEquals("two -" + Errno.EAGAIN, client.line());
        }
    }

    @Test
    void shouldTellRefusals() throws Exception {
        try (TestServer server = server(Transport.SHM)) {
            server.acceptResult = -Errno.EACCES;
            try (QbClient client = new QbClient(server.service, "wait")) {
                assertEquals("refused -" + Errno.EACCES, client.line());
            }
        }
    }

    @Test
    void shouldHangUpOnClientsWhenTheServiceIsWithdrawn() throws Exception {
        try (TestServer server = server(Transport.SHM); QbClient client = new QbClient(server.service, "wait")) {
            assertEquals("connected 1048576", client.line());
            TestServer.await("connected", () -> server.connections.size() == 1);
            server.run(server.opened()::close);
            assertEquals("end -" + Errno.ENOTCONN, client.line());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldLeaveNothingWhenTheClientIsKilledWhileItSends(final Transport transport) throws Exception {
        try (TestServer server = server(transport)) {
            for (int i = 1; i <= 5; i++) {
                try (QbClient client = new QbClient(server.service, "flood", "0", "3000")) {
                    assertEquals("connected 1048576", client.line());
                    assertEquals("flooding 0", client.line());
                    final int before = server.unanswered;
                    TestServer.await("requests arrive", () -> server.unanswered > before + 100);
                }
                final int killed = i;
                TestServer.await("disconnected", () -> server.disconnects == killed);
                TestServer.await("its files are removed", () -> TestServer.directories().isEmpty());
            }
        }
    }

    @Test
    void shouldMakeTheFilesAsLibqbDoes() throws Exception {
        try (TestServer server = server(Transport.SHM); QbClient client = new QbClient(server.service, "wait")) {
            assertEquals("connected 1048576", client.line());
            final Path directory = TestServer.directories().getFirst();
            assertTrue(directory.getFileName().toString().matches(
                "qb-" + ProcessHandle.current().pid() + "-" + client.pid() + "-[0-9]+-[A-Za-z0-9]{6}"), directory::toString);
            assertEquals("rwxrwx---", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            final List<String> files;
            try (Stream<Path> all = Files.list(directory)) {
                files = all.sorted().map(QbClientTest::describe).toList();
            }
            final String name = server.service;
            assertEquals(List.of("qb-event-" + name + "-data 1052672 rw-------", "qb-event-" + name + "-header 8248 rw-------",
                "qb-request-" + name + "-data 1052672 rw-------", "qb-request-" + name + "-header 8252 rw-------",
                "qb-response-" + name + "-data 1052672 rw-------", "qb-response-" + name + "-header 8248 rw-------"), files);
        }
    }

    private static String describe(final Path file) {
        try {
            return file.getFileName() + " " + Files.size(file) + " "
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
