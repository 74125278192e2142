package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class SemaphoresTest {
    @Test
    void shouldCountUpAndDown() throws InterruptedException {
        final long address = Memory.mmap(0, 4096, Memory.PROT_READ | Memory.PROT_WRITE,
            Memory.MAP_SHARED | Memory.MAP_ANONYMOUS, -1, 0);
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(-Errno.EINVAL, Semaphores.semInit(address, true, -1));
            assertEquals(0, Semaphores.semInit(address, true, 1));
            final MemorySegment value = arena.allocate(4, 4);
            assertEquals(0, Semaphores.semGetvalue(address, value));
            assertEquals(1, value.get(ValueLayout.JAVA_INT, 0));
            assertEquals(0, Semaphores.semTrywait(address));
            assertEquals(-Errno.EAGAIN, Semaphores.semTrywait(address));
            final MemorySegment deadline = arena.allocate(Clock.TIMESPEC_SIZE, 8);
            assertEquals(0, Clock.clockGettime(Clock.CLOCK_REALTIME, deadline));
            Clock.setTimespec(deadline, 0, Clock.nanos(deadline, 0) + 1_000_000);
            assertEquals(-Errno.ETIMEDOUT, Semaphores.semTimedwait(address, deadline));
            deadline.set(ValueLayout.JAVA_LONG, 8, 1_000_000_000L);
            assertEquals(-Errno.EINVAL, Semaphores.semTimedwait(address, deadline));

            final Thread poster = new Thread(() -> Semaphores.semPost(address));
            poster.start();
            assertEquals(0, Semaphores.semWait(address));
            poster.join();
            assertEquals(0, Semaphores.semDestroy(address));
            assertEquals(0, Semaphores.semInit(address, true, Integer.MAX_VALUE));
            assertEquals(-Errno.EOVERFLOW, Semaphores.semPost(address));
        } finally {
            Memory.munmap(address, 4096);
        }
    }
}
