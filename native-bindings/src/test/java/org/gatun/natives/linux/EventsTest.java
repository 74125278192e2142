package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class EventsTest {
    @Test
    void shouldCountEvents() {
        final int fd = Events.eventfd(2, Events.EFD_NONBLOCK | Events.EFD_CLOEXEC);
        assertEquals(-Errno.EINVAL, Events.eventfd(0, -1));
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment value = arena.allocate(8, 8);
            assertEquals(0, Events.eventfdWrite(fd, 40));
            assertEquals(0, Events.eventfdRead(fd, value));
            assertEquals(42, value.get(ValueLayout.JAVA_LONG, 0));
            assertEquals(-Errno.EAGAIN, Events.eventfdRead(fd, value));
            assertEquals(0, Events.eventfdWrite(fd, -2));
            assertEquals(-Errno.EAGAIN, Events.eventfdWrite(fd, 1));
        } finally {
            Files.close(fd);
        }
    }

    @Test
    void shouldExpireOnTime() {
        final int fd = Events.timerfdCreate(Clock.CLOCK_MONOTONIC, Events.TFD_CLOEXEC);
        assertEquals(-Errno.EINVAL, Events.timerfdCreate(99, 0));
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment count = arena.allocate(8, 8);
            assertEquals(0, Events.timerfdSettime(fd, 0, 1_000_000, 0));
            assertEquals(8, Files.read(fd, count, 0, 8));
            assertEquals(1, count.get(ValueLayout.JAVA_LONG, 0));
            assertEquals(-Errno.EBADF, Events.timerfdSettime(-1, 0, 1, 0));
        } finally {
            Files.close(fd);
        }
    }
}
