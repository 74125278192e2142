package org.gatun.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedRingTest {
    private static final int SIZE = 1_048_576;

    @TempDir
    Path dir;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment message = arena.allocate(SIZE, 8);
    private final MemorySegment timespec = arena.allocate(16, 8);

    @AfterEach
    void free() {
        arena.close();
    }

    private String base() {
        return dir.resolve("qb-request-cmap").toString();
    }

    private SharedRing create(final int size) throws IpcException {
        return SharedRing.create(base(), size, 4, Processes.getuid(), Processes.getgid());
    }

    private SharedRing open(final int size, final boolean writer) throws IpcException {
        return SharedRing.open(base(), size, 4, writer);
    }

    private byte[] bytes(final String suffix, final long offset, final int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(base() + suffix, "r")) {
            final byte[] result = new byte[length];
            file.seek(offset);
            file.readFully(result);
            return result;
        }
    }

    private String hex(final String suffix, final long offset, final int length) throws IOException {
        return HexFormat.ofDelimiter(" ").formatHex(bytes(suffix, offset, length));
    }

    private void overwrite(final String suffix, final long offset, final int value) throws IOException {
        try (FileChannel file = FileChannel.open(Path.of(base() + suffix), java.nio.file.StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).flip(), offset);
        }
    }

    private void put(final String hex) {
        final byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        MemorySegment.copy(bytes, 0, message, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    @Test
    void shouldLayTheHeaderOutAsLibqbWhenCreatedAndOpened() throws Exception {
        final SharedRing engine = create(SIZE);
        final SharedRing client = open(SIZE, true);
        assertEquals(1_052_672, Files.size(Path.of(base() + "-data")));
        assertEquals(8252, Files.size(Path.of(base() + "-header")));
        assertEquals("00 00 00 00 00 00 00 00 00 04 04 00", hex("-header", 0, 12));
        final byte[] header = (base() + "-header\0").getBytes(StandardCharsets.UTF_8);
        assertEquals(new String(header, StandardCharsets.UTF_8),
            new String(bytes("-header", 12, header.length), StandardCharsets.UTF_8));
        final byte[] data = (base() + "-data\0").getBytes(StandardCharsets.UTF_8);
        assertEquals(new String(data, StandardCharsets.UTF_8),
            new String(bytes("-header", 4108, data.length), StandardCharsets.UTF_8));
        assertEquals("02 00 00 00", hex("-header", 8204, 4));
        assertEquals("00 00 00 00 00 00 00 00 80 00 00 00 00 00 00 00", hex("-header", 8208, 16));
        assertEquals("00 00 00 00", hex("-header", 8240, 4));
        assertEquals(2, client.refCount());
        client.close();
        engine.closeAndRemove();
        assertFalse(Files.exists(Path.of(base() + "-data")));
        assertFalse(Files.exists(Path.of(base() + "-header")));
    }

    @Test
    void shouldWriteAndReclaimTheRequestOfTheTestVector() throws Exception {
        final SharedRing engine = create(SIZE);
        final SharedRing client = open(SIZE, true);
        put("02 00 00 00 00 00 00 00 20 01 00 00 00 00 00 00 0b 00 00 00 00 00 00 00 74 6f 74 65 6d 2e 74 6f 6b 65 6e");
        message.set(ValueLayout.JAVA_INT, 0x118, 16);
        assertEquals(0, client.write(message, 0, 288, null, 0, 0));
        assertEquals("20 01 00 00 a1 a1 a1 a1 02 00 00 00", hex("-data", 0, 12));
        assertEquals("4a 00 00 00 00 00 00 00", hex("-header", 0, 8));
        assertEquals(1, engine.available());
        assertEquals(288, engine.peek(0, MemorySegment.NULL));
        assertEquals(-1, message.asSlice(0, 288).mismatch(engine.data().asSlice(engine.payloadOffset(), 288)));
        engine.reclaim(288);
        assertEquals("00 00 00 00 d0 d0 d0 d0 02", hex("-data", 0, 9));
        assertEquals("4a 00 00 00 4a 00 00 00", hex("-header", 0, 8));
        assertEquals(0, engine.available());
        assertEquals(-Errno.EAGAIN, engine.peek(0, MemorySegment.NULL));
        assertEquals(-Errno.ETIMEDOUT, engine.peek(1, timespec));
        client.close();
        engine.closeAndRemove();
    }

    @Test
    void shouldCarryMessagesOfAllLengthsRoundTheEnd() throws Exception {
        final SharedRing engine = create(4000);
        final SharedRing client = open(4000, true);
        final Random random = new Random(7);
        final byte[] sent = new byte[4000];
        for (int i = 0; i < 50_000; i++) {
            final int first = random.nextInt(1500);
            final int second = random.nextInt(1500);
            random.nextBytes(sent);
            MemorySegment.copy(sent, 0, message, ValueLayout.JAVA_BYTE, 0, first + second);
            assertEquals(0, client.write(message, 0, first, message, first, second));
            assertEquals(first + second, engine.peek(0, MemorySegment.NULL));
            assertEquals(-1, message.asSlice(0, first + second)
                .mismatch(engine.data().asSlice(engine.payloadOffset(), first + second)));
            engine.reclaim(first + second);
        }
        client.close();
        engine.closeAndRemove();
    }

    @Test
    void shouldRefuseWhatDoesNotFit() throws Exception {
        final SharedRing engine = create(4000);
        final SharedRing client = open(4000, true);
        assertEquals(4096 - 12, client.capacity());
        assertEquals(-Errno.EAGAIN, client.write(message, 0, client.capacity() + 1, null, 0, 0));
        assertEquals(0, client.write(message, 0, client.capacity(), null, 0, 0));
        assertEquals(-Errno.EAGAIN, client.write(message, 0, 0, null, 0, 0));
        assertEquals(client.capacity(), engine.peek(0, MemorySegment.NULL));
        engine.reclaim(client.capacity());
        int written = 0;
        while (client.write(message, 0, 100, null, 0, 0) == 0) {
            written++;
        }
        // 108 bytes each; one word stays free, and the margin.
        assertEquals((4096 - 4 - 12) / 108, written);
        for (int i = 0; i < written; i++) {
            assertEquals(100, engine.peek(0, MemorySegment.NULL));
            engine.reclaim(100);
        }
        assertEquals(-Errno.EAGAIN, engine.peek(0, MemorySegment.NULL));
        client.close();
        engine.closeAndRemove();
    }

    @Test
    void shouldNotLeaveTheRingWhateverTheOtherSideWrites() throws Exception {
        final SharedRing engine = create(4000);
        final int semaphore = RingLayout.SEMAPHORE;
        overwrite("-header", semaphore, 5);
        assertEquals(-Errno.EBADMSG, engine.peek(0, MemorySegment.NULL));
        overwrite("-data", 4, RingLayout.MAGIC_COMMITTED);
        for (final int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 4096 - 7}) {
            overwrite("-data", 0, length);
            assertEquals(-Errno.EBADMSG, engine.peek(0, MemorySegment.NULL));
        }
        overwrite("-data", 0, 4096 - 8);
        assertEquals(4096 - 8, engine.peek(0, MemorySegment.NULL));
        // The position is our own, whatever stands in the file.
        overwrite("-header", RingLayout.READ_PT, -5);
        overwrite("-header", RingLayout.WRITE_PT, 1 << 30);
        overwrite("-header", RingLayout.WORD_SIZE, 1 << 30);
        engine.reclaim(4096 - 8);
        assertEquals("00 00 00 00", hex("-header", RingLayout.READ_PT, 4));
        engine.closeAndRemove();

        final SharedRing writer = create(4000);
        for (final int read : new int[] {-1, 1024, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            overwrite("-header", RingLayout.READ_PT, read);
            assertEquals(-Errno.EBADMSG, writer.write(message, 0, 16, null, 0, 0));
        }
        final Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            overwrite("-header", RingLayout.READ_PT, random.nextInt(1024));
            overwrite("-header", semaphore, random.nextInt(2));
            final int rc = writer.write(message, 0, random.nextInt(4090), null, 0, 0);
            assertTrue(rc == 0 || rc == -Errno.EAGAIN);
        }
        writer.closeAndRemove();
    }

    @Test
    void shouldThrowAnInternalErrorAndNotEndTheVmWhenTheFilesAreCut() throws Exception {
        final SharedRing engine = create(SIZE);
        try (FileChannel file = FileChannel.open(Path.of(base() + "-data"), java.nio.file.StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        assertThrows(InternalError.class, () -> engine.write(message, 0, 100_000, null, 0, 0));
        try (FileChannel file = FileChannel.open(Path.of(base() + "-header"), java.nio.file.StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        assertThrows(InternalError.class, engine::available);
        assertThrows(InternalError.class, () -> engine.peek(0, MemorySegment.NULL));
        assertThrows(InternalError.class, () -> engine.setFlowControl(1));
        engine.closeAndRemove();
    }

    @Test
    void shouldWakeAReaderThatWaits() throws Exception {
        final SharedRing engine = create(4000);
        final SharedRing client = open(4000, true);
        final Thread writer = new Thread(() -> {
            try (Arena own = Arena.ofConfined()) {
                final MemorySegment text = own.allocate(16, 8);
                for (int i = 0; i < 1000; i++) {
                    text.set(ValueLayout.JAVA_INT, 0, i);
                    while (client.write(text, 0, 16, null, 0, 0) != 0) {
                        Thread.onSpinWait();
                    }
                }
            }
        });
        writer.start();
        for (int i = 0; i < 1000; i++) {
            assertEquals(16, engine.peek(10_000, timespec));
            assertEquals(i, engine.data().get(ValueLayout.JAVA_INT, engine.payloadOffset()));
            engine.reclaim(16);
        }
        writer.join();
        assertEquals("00 00 00 00 00 00 00 00", hex("-header", RingLayout.SEMAPHORE, 8));
        client.close();
        engine.closeAndRemove();
    }

    @Test
    void shouldNotOpenAFileThatIsThere() throws Exception {
        Files.writeString(Path.of(base() + "-data"), "precious");
        assertEquals(Errno.EEXIST, assertThrows(IpcException.class, () -> create(4000)).errno());
        assertEquals("precious", Files.readString(Path.of(base() + "-data")));
        assertFalse(Files.exists(Path.of(base() + "-header")));
    }
}
