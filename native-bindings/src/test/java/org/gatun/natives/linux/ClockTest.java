package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ClockTest {
    @Test
    void shouldTellTheTime() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment time = arena.allocate(Clock.TIMESPEC_SIZE, 8);
            final long before = System.currentTimeMillis();
            assertEquals(0, Clock.clockGettime(Clock.CLOCK_REALTIME, time));
            assertTrue(Clock.nanos(time, 0) / 1_000_000 >= before);
            assertEquals(-Errno.EINVAL, Clock.clockGettime(99, time));
            Clock.setTimespec(time, 0, 3_000_000_004L);
            assertEquals(3_000_000_004L, Clock.nanos(time, 0));
        }
    }
}
