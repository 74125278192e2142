package org.gatun.engine.runtime.seam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;
import org.gatun.engine.totem.RingId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SeamTest {
    private final Arena arena = Arena.ofShared();
    private final AtomicInteger rung = new AtomicInteger();
    private final Doorbell doorbell = new Doorbell(rung::incrementAndGet);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void shouldCarryReportsInOrder() {
        final DeliverySeam seam = new DeliverySeam(arena, doorbell);
        final Recorder recorder = new Recorder();
        seam.onConfigurationChange(true, new RingId(1, 5), new int[] {1}, new int[0], new int[0]);
        deliver(seam, 7);
        seam.onTokenSent();
        assertEquals(3, seam.poll(recorder, 10));
        assertEquals(List.of("configuration 1.5", "message 7", "token"), recorder.seen);
        assertTrue(seam.isEmpty());
    }

    @Test
    void shouldKeepReportsBehindAFullSeamAndInOrder() {
        final DeliverySeam seam = new DeliverySeam(arena, doorbell);
        final Recorder recorder = new Recorder();
        final int count = Seam.SLOTS + 100;
        for (int i = 0; i < count; i++) {
            deliver(seam, i);
        }
        assertTrue(seam.isBacklogged());
        assertEquals(0, seam.drainBacklog());
        assertEquals(Seam.SLOTS, seam.poll(recorder, count));
        assertEquals(100, seam.drainBacklog());
        assertFalse(seam.isBacklogged());
        assertEquals(100, seam.poll(recorder, count));
        for (int i = 0; i < count; i++) {
            assertEquals("message " + i, recorder.seen.get(i));
        }
    }

    @Test
    void shouldRingOnlyWhileTheConsumerSleeps() {
        final DeliverySeam seam = new DeliverySeam(arena, doorbell);
        deliver(seam, 1);
        assertEquals(0, rung.get());
        doorbell.arm();
        deliver(seam, 2);
        deliver(seam, 3);
        assertEquals(1, rung.get());
    }

    @Test
    void shouldNotHandOutPayloadBytesThatAreStillUnread() {
        final PayloadArea area = new PayloadArea(arena, 1024);
        assertEquals(0, area.claim(600));
        assertEquals(-1, area.claim(600));
        assertEquals(600, area.claim(400));
        area.release(600);
        assertEquals(1024, area.claim(600));
        assertEquals(-1, area.claim(1));
        area.release(1000);
        assertEquals(1624, area.claim(400));
    }

    @Test
    void shouldKeepAMessageAtTheHeadWhileTheSendQueueIsFull() {
        final MulticastSeam seam = new MulticastSeam(arena, doorbell, 1, 1386, 1 << 20);
        final Target target = new Target();
        final MemorySegment bytes = arena.allocate(8);
        assertTrue(seam.multicast(GroupName.SERVICES, bytes, 0, 8, bytes, 0, 0));
        seam.synchronisationComplete();
        target.full = true;
        assertEquals(0, seam.poll(target, 10));
        target.full = false;
        assertEquals(2, seam.poll(target, 10));
        assertEquals(List.of("message 8", "complete"), target.seen);
        assertNull(new Seam(arena, doorbell).peek());
    }

    @Test
    void shouldReserveFromTheRoomThatTheRingPublished() {
        final MulticastSeam seam = new MulticastSeam(arena, doorbell, 1, 1386, 4_000_000);
        assertEquals(0, seam.reserve(10));
        seam.publishFigures(2, QueueLevel.LOW);
        assertEquals(2, seam.reserve(1400));
        assertEquals(0, seam.reserve(10));
        seam.release(2);
        assertEquals(1, seam.reserve(10));
        assertEquals(-1, seam.reserve(4_000_000));
        assertEquals(QueueLevel.LOW, seam.queueLevel());
    }

    @Test
    void shouldPassEveryMessageBetweenTwoThreads() throws InterruptedException {
        final DeliverySeam seam = new DeliverySeam(arena, doorbell);
        final int count = 200_000;
        final AtomicReference<String> wrong = new AtomicReference<>();
        final Thread consumer = new Thread(() -> {
            final Counting counting = new Counting(wrong);
            while (counting.next < count && wrong.get() == null) {
                if (seam.poll(counting, 64) == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        consumer.start();
        final MemorySegment bytes = arena.allocate(3000);
        for (int i = 0; i < count; i++) {
            bytes.set(ValueLayout.JAVA_INT, 0, i);
            while (seam.isBacklogged() && seam.drainBacklog() == 0) {
                Thread.onSpinWait();
            }
            seam.onDeliver(GroupName.SERVICES, 1, bytes, 0, 4 + i % 2900, false);
        }
        while (seam.isBacklogged() && consumer.isAlive()) {
            seam.drainBacklog();
        }
        consumer.join();
        assertNull(wrong.get());
    }

    private void deliver(final DeliverySeam seam, final int number) {
        final MemorySegment bytes = MemorySegment.ofArray(new int[] {number});
        seam.onDeliver(GroupName.SERVICES, 1, bytes, 0, 4, false);
    }

    private static final class Recorder implements GroupListener {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset,
            final int length, final boolean foreignOrder) {
            seen.add("message " + message.get(ValueLayout.JAVA_INT_UNALIGNED, offset));
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            seen.add("configuration " + ringId);
        }

        @Override
        public void onTokenSent() {
            seen.add("token");
        }
    }

    private static final class Counting implements GroupListener {
        private final AtomicReference<String> wrong;
        private int next;

        private Counting(final AtomicReference<String> wrong) {
            this.wrong = wrong;
        }

        @Override
        public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset,
            final int length, final boolean foreignOrder) {
            final int number = message.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
            if (number != next || length != 4 + number % 2900) {
                wrong.set("expected " + next + ", number=" + number + ", length=" + length);
            }
            next++;
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            wrong.set("unexpected configuration");
        }

        @Override
        public void onTokenSent() {
            wrong.set("unexpected token");
        }
    }

    private static final class Target implements Groups {
        private final List<String> seen = new ArrayList<>();
        private boolean full;

        @Override
        public int localNodeId() {
            return 1;
        }

        @Override
        public boolean multicast(final GroupName group, final MemorySegment head, final long headOffset, final int headLength,
            final MemorySegment body, final long bodyOffset, final int bodyLength) {
            if (!full) {
                seen.add("message " + (headLength + bodyLength));
            }
            return !full;
        }

        @Override
        public int reserve(final int bodyBytes) {
            return 1;
        }

        @Override
        public void release(final int units) {
        }

        @Override
        public QueueLevel queueLevel() {
            return QueueLevel.LOW;
        }

        @Override
        public void synchronisationComplete() {
            seen.add("complete");
        }

        @Override
        public void requestTokenCallback() {
            seen.add("callback");
        }

        @Override
        public void forceGather() {
            seen.add("gather");
        }
    }
}
