package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FutexTest {
    @TempDir
    Path dir;

    @Test
    void shouldWaitUntilTheDeadlineOrAWakeUp() throws InterruptedException {
        final int size = Memory.pageSize();
        final long address = Memory.mmap(0, size, Memory.PROT_READ | Memory.PROT_WRITE,
            Memory.MAP_SHARED | Memory.MAP_ANONYMOUS, -1, 0);
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment word = Memory.segment(address, 4);
            assertEquals(-Errno.EAGAIN, Futex.waitUntil(address, 1, MemorySegment.NULL));
            final MemorySegment deadline = arena.allocate(Clock.TIMESPEC_SIZE, 8);
            Clock.clockGettime(Clock.CLOCK_REALTIME, deadline);
            Clock.setTimespec(deadline, 0, Clock.nanos(deadline, 0) + 1_000_000);
            assertEquals(-Errno.ETIMEDOUT, Futex.waitUntil(address, 0, deadline));
            assertEquals(-Errno.EINVAL, Futex.waitUntil(address + 1, 0, deadline));
            assertEquals(0, Futex.wake(address, 1));

            final Thread waker = new Thread(() -> {
                word.set(ValueLayout.JAVA_INT, 0, 1);
                Futex.wake(address, 1);
            });
            waker.start();
            final int rc = Futex.waitUntil(address, 0, MemorySegment.NULL);
            assertTrue(rc == 0 || rc == -Errno.EAGAIN, () -> Errno.describe("futex", rc));
            waker.join();
        } finally {
            Memory.munmap(address, size);
        }
    }

    @Test
    void shouldAnswerAnErrorWhenTheFileBehindTheWordWasCut() {
        final int size = Memory.pageSize();
        final int fd = Files.open(dir.resolve("word").toString(), Files.O_RDWR | Files.O_CREAT, 0600);
        assertEquals(0, Files.ftruncate(fd, size));
        final long address = Memory.mmap(0, size, Memory.PROT_READ | Memory.PROT_WRITE, Memory.MAP_SHARED, fd, 0);
        assertEquals(0, Files.ftruncate(fd, 0));
        assertEquals(-Errno.EFAULT, Futex.wake(address, 1));
        assertEquals(-Errno.EFAULT, Futex.waitUntil(address, 0, MemorySegment.NULL));
        Memory.munmap(address, size);
        Files.close(fd);
    }
}
