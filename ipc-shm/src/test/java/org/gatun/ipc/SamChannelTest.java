package org.gatun.ipc;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.SamMessages;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamChannelTest {
    private static final int[] LENGTHS = {16, 17, 24, 4096, 65_535, 65_536, 65_537, 1_000_000,
        ResponseHeader.LENGTH + SamMessages.DATA_MAX};

    private final String name = "gatun-test-" + Processes.getpid() + "-" + System.nanoTime();
    private int listener;
    private SamChannel program;
    private SamChannel supervisor;

    @BeforeEach
    void connect() throws IpcException {
        listener = SamChannel.listen(name);
        program = SamChannel.connect(name);
        supervisor = SamChannel.accept(listener);
    }

    @AfterEach
    void close() {
        program.close();
        supervisor.close();
        Files.close(listener);
    }

    private static MemorySegment message(final int id, final int length) {
        final byte[] bytes = new byte[length];
        new Random(id).nextBytes(bytes);
        final MemorySegment message = MemorySegment.ofArray(bytes);
        RequestHeader.put(message, 0, id, length);
        return message;
    }

    @Test
    void shouldCarryWholeMessagesBothWaysAtOnce() {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final List<Future<?>> ends = List.of(threads.submit(() -> sendAll(program, 1)), threads.submit(() -> sendAll(supervisor, -1)),
                threads.submit(() -> expectAll(supervisor, 1)), threads.submit(() -> expectAll(program, -1)));
            assertAll(ends.stream().map(end -> end::get));
        }
    }

    private static void sendAll(final SamChannel channel, final int sign) {
        for (final int length : LENGTHS) {
            assertTrue(channel.send(message(sign * length, length)));
        }
    }

    private static void expectAll(final SamChannel channel, final int sign) {
        for (final int length : LENGTHS) {
            assertEquals(-1, message(sign * length, length).mismatch(channel.receive()), "length=" + length);
        }
    }

    @Test
    void shouldTellWhoTheOtherEndIsAndWhenItIsGone() {
        assertEquals(Processes.getpid(), supervisor.peerPid());
        assertTrue(program.send(message(1, 100)));
        program.close();
        assertEquals(100, supervisor.receive().byteSize());
        assertNull(supervisor.receive());
        assertFalse(supervisor.send(message(1, 16)));
        assertFalse(program.send(message(1, 16)));
        assertNull(program.receive());
        program.shutdown();
    }

    @Test
    void shouldHandOverWhatHasComeWhenShutDown() {
        assertTrue(program.send(message(1, 16)));
        assertTrue(program.send(message(2, 60_000)));
        supervisor.shutdown();
        assertEquals(16, supervisor.receive().byteSize());
        assertEquals(60_000, supervisor.receive().byteSize());
        assertNull(supervisor.receive());
        assertFalse(program.send(message(3, 16)));
    }

    @Test
    void shouldEndAWaitWhenShutDown() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final Future<MemorySegment> waiting = threads.submit(supervisor::receive);
            supervisor.shutdown();
            assertNull(waiting.get());
        }
    }

    @Test
    void shouldTakeNoMessageOfALengthThatThereIsNot() throws IpcException {
        for (final int length : new int[] {Integer.MIN_VALUE, -1, 0, 15, ResponseHeader.LENGTH + SamMessages.DATA_MAX + 1}) {
            final SamChannel client = SamChannel.connect(name);
            final SamChannel server = SamChannel.accept(listener);
            final MemorySegment header = message(1, RequestHeader.LENGTH);
            RequestHeader.put(header, 0, 1, length);
            assertTrue(client.send(header));
            assertNull(server.receive(), "length=" + length);
            client.close();
            server.close();
        }
    }

    @Test
    void shouldNameTheSocketThatIsNotThere() {
        final IpcException e = assertThrows(IpcException.class, () -> SamChannel.connect(name + "-none"));
        assertTrue(e.getMessage().contains(name + "-none"), e.getMessage());
        assertEquals(CsError.LIBRARY, e.error());
        assertThrows(IpcException.class, () -> SamChannel.listen(name));
    }
}
