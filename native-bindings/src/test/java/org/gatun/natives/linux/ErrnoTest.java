package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void shouldGiveTheTextOfAnErrorNumber() {
        assertEquals("Address already in use", Errno.strerror(Errno.EADDRINUSE));
        assertTrue(Errno.strerror(99_999).contains("99999"));
        assertEquals("bind: Address already in use (errno=98)", Errno.describe("bind", -98));
    }

    @Test
    void shouldThrowOnlyOnNegativeResultsWhenChecked() {
        assertEquals(7, Errno.check("x", 7));
        assertEquals(1L << 40, Errno.check("x", 1L << 40));
        assertEquals(Errno.EBADF, assertThrows(LinuxException.class, () -> Errno.check("close", Files.close(-1))).errno());
        assertThrows(LinuxException.class, () -> Errno.check("x", -5L));
    }

    @Test
    void shouldKeepErrnoPerThread() throws InterruptedException {
        final int[] other = new int[1];
        final Thread thread = new Thread(() -> other[0] = Files.unlink("/nonexistent/file"));
        thread.start();
        assertEquals(-Errno.EBADF, Files.close(-1));
        thread.join();
        assertEquals(-Errno.ENOENT, other[0]);
    }

    @Test
    void shouldRefuseRangesOutsideOfTheSegmentAndHeapSegments() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment buffer = arena.allocate(16);
            assertThrows(IndexOutOfBoundsException.class, () -> Files.read(0, buffer, 8, 9));
            assertThrows(IndexOutOfBoundsException.class, () -> Files.read(0, buffer, -1, 1));
            assertThrows(IllegalArgumentException.class,
                () -> Files.write(1, MemorySegment.ofArray(new byte[16]), 0, 1));
        }
    }
}
