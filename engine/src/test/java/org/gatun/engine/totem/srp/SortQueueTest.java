package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortQueueTest {
    private final FrameStore store = new FrameStore(Arena.ofAuto());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x7fff_ffff, 0x8000_0001, -1, -16_383, -16_384, -16_385})
    void shouldHoldAWindowFromItsHead(final int head) {
        final SortQueue queue = new SortQueue(store, head);
        assertFalse(queue.inRange(head - 1));
        assertTrue(queue.inRange(head));
        assertTrue(queue.inRange(head + SortQueue.SIZE - 1));
        assertFalse(queue.inRange(head + SortQueue.SIZE));
        assertFalse(queue.inRange(head + Integer.MIN_VALUE));
    }

    @Test
    void shouldForgetWhenReleased() {
        final SortQueue queue = new SortQueue(store, -2);
        final int frame = store.allocate(60);
        queue.put(-1, frame);
        queue.put(1, store.allocate(60));
        assertEquals(1, queue.miss(0));
        assertEquals(2, queue.miss(0));
        queue.release(0);
        assertFalse(queue.contains(-1));
        assertTrue(queue.contains(1));
        assertFalse(queue.inRange(0));
        assertTrue(queue.inRange(SortQueue.SIZE));
        assertEquals(1, queue.miss(SortQueue.SIZE), "a slot starts afresh");
        assertEquals(frame, store.allocate(60), "the frame went back");
    }

    @Test
    void shouldCountMissesAgainWhenPut() {
        final SortQueue queue = new SortQueue(store, 0);
        queue.miss(3);
        queue.put(3, store.allocate(50));
        assertEquals(1, queue.miss(3));
    }

    @Test
    void shouldBeEmptyWhenReset() {
        final SortQueue queue = new SortQueue(store, 0);
        queue.put(5, store.allocate(50));
        queue.reset(100);
        assertFalse(queue.contains(5));
        assertFalse(queue.inRange(99));
        assertTrue(queue.inRange(100));
        assertEquals(FrameStore.NONE, queue.get(100));
    }

    @Property(tries = 200)
    void shouldBehaveLikeAMap(@ForAll final int head, @ForAll @Size(max = 200) final List<@IntRange(min = -100, max = 500) Integer> steps) {
        final SortQueue queue = new SortQueue(store, head);
        final Map<Integer, Integer> model = new HashMap<>();
        int first = 0;
        for (final int step : steps) {
            if (step < 0) {
                final int to = first - step / 10;
                queue.release(head + to);
                for (int i = first; i <= to; i++) {
                    model.remove(i);
                }
                first = to + 1;
            } else if (step >= first && !model.containsKey(step)) {
                final int frame = store.allocate(100);
                queue.put(head + step, frame);
                model.put(step, frame);
            }
        }
        for (int i = 0; i <= 500; i++) {
            assertEquals(model.getOrDefault(i, FrameStore.NONE), queue.get(head + i));
        }
    }
}
