package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FrameStoreTest {
    @Test
    void shouldGiveEachFrameItsOwnMemory() {
        final FrameStore store = new FrameStore(Arena.ofAuto());
        final Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            final int handle = store.allocate(1500);
            assertEquals(1500, store.length(handle));
            assertTrue(store.offset(handle) + 1500 <= store.segment(handle).byteSize());
            assertTrue(addresses.add(store.segment(handle).address() + store.offset(handle)));
        }
    }

    @Test
    void shouldKeepLargeSlotsForTheNextMessageWhenFull() {
        try (Arena arena = Arena.ofConfined()) {
            final FrameStore store = new FrameStore(arena);
            int last = FrameStore.NONE;
            for (int handle = store.allocate(FrameStore.FRAME_MAX); handle != FrameStore.NONE; handle = store.allocate(9000)) {
                last = handle;
            }
            assertNotEquals(FrameStore.NONE, store.allocateUrgent(FrameStore.FRAME_MAX));
            assertNotEquals(FrameStore.NONE, store.allocate(1000), "small frames have room of their own");
            assertEquals(FrameStore.NONE, store.allocate(2000));
            store.free(last);
            store.free(store.allocateUrgent(2000));
            assertEquals(FrameStore.NONE, store.allocateUrgent(FrameStore.FRAME_MAX + 1000));
        }
    }

    @Test
    void shouldMoveToASmallSlotWhenCompacted() {
        final FrameStore store = new FrameStore(Arena.ofAuto());
        final int large = store.allocate(60_000);
        store.segment(large).asSlice(store.offset(large), 1536).fill((byte)7);
        store.setLength(large, 1536);
        final int small = store.compact(large);
        assertNotEquals(large, small);
        assertEquals(1536, store.length(small));
        assertEquals(-1, store.segment(small).asSlice(store.offset(small), 1536)
            .mismatch(Arena.ofAuto().allocate(1536).fill((byte)7)));
        assertEquals(large, store.allocate(60_000), "the large slot is free again");
        assertEquals(small, store.compact(small));
    }
}
