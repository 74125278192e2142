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
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.pg.PacketListener;
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
        seam.onSynchronisation(true);
        seam.onTokenSent();
        seam.onSynchronisation(false);
        assertEquals(4, seam.poll(recorder, 10, number -> { }));
        assertEquals(List.of("configuration 1.5", "message 7", "synchronisation", "token"), recorder.seen);
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
        assertEquals(Seam.SLOTS, seam.poll(recorder, count, number -> { }));
        assertEquals(100, seam.drainBacklog());
        assertFalse(seam.isBacklogged());
        assertEquals(100, seam.poll(recorder, count, number -> { }));
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
        final MulticastSeam seam = new MulticastSeam(arena, doorbell, 1, 1386, 1 << 20, 100, () -> { });
        final Target target = new Target();
        final MemorySegment bytes = arena.allocate(8);
        assertTrue(seam.multicast(GroupName.SERVICES, bytes, 0, 8, bytes, 0, 0));
        assertTrue(seam.multicastApart(GroupName.SERVICES, bytes, 4, 3));
        seam.requestTokenCallback();
        target.full = true;
        assertEquals(0, seam.poll(target, 0, 10, () -> false));
        target.full = false;
        assertEquals(3, seam.poll(target, 0, 10, () -> false));
        assertEquals(List.of("message 8", "apart 3", "callback"), target.seen);
    }

    @Test
    void shouldKeepOlderMessagesOutOfASynchronisation() {
        final MulticastSeam seam = new MulticastSeam(arena, doorbell, 1, 1386, 1 << 20, 100, () -> { });
        final Target target = new Target();
        final MemorySegment bytes = arena.allocate(16);
        seam.multicast(GroupName.SERVICES, bytes, 0, 1, bytes, 0, 0);
        // The ring has configuration 1 before the services know of it.
        assertEquals(0, seam.poll(target, 1, 10, () -> true));
        seam.configurationReported(1);
        seam.multicast(GroupName.SYNC, bytes, 0, 2, bytes, 0, 0);
        assertEquals(1, seam.poll(target, 1, 10, () -> true));
        // The end of a synchronisation that another configuration has overtaken counts for nothing.
        seam.synchronisationComplete();
        seam.poll(target, 2, 10, () -> true);
        seam.configurationReported(2);
        seam.multicast(GroupName.SYNC, bytes, 0, 3, bytes, 0, 0);
        seam.synchronisationComplete();
        seam.multicast(GroupName.SERVICES, bytes, 0, 4, bytes, 0, 0);
        seam.poll(target, 2, 10, () -> !target.seen.contains("complete"));
        assertEquals(List.of("message 2", "message 3", "complete", "message 1", "message 4"), target.seen);
    }

    @Test
    void shouldReserveFromTheRoomThatTheRingPublished() {
        final MulticastSeam seam = new MulticastSeam(arena, doorbell, 1, 1386, 4_000_000, 4, () -> { });
        assertEquals(0, seam.reserve(10));
        seam.publishFigures(2);
        assertEquals(2, seam.reserve(1400));
        assertEquals(0, seam.reserve(10));
        seam.release(2);
        assertEquals(1, seam.reserve(10));
        seam.release(1);
        final MemorySegment bytes = arena.allocate(1400);
        seam.multicast(GroupName.SERVICES, bytes, 0, 1400, bytes, 0, 0);
        assertEquals(0, seam.reserve(10), "what waits in the seam takes room, too");
        seam.poll(new Target(), 0, 10, () -> false);
        seam.publishFigures(2);
        assertEquals(1, seam.reserve(10));
        assertEquals(-1, seam.reserve(4_000_000));
        assertEquals(QueueLevel.CRITICAL, seam.queueLevel());
        seam.release(1);
        seam.publishFigures(4);
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
                if (seam.poll(counting, 64, number -> { }) == 0) {
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
            seam.onPacket(1, bytes, 0, 4 + i % 2900, false);
        }
        while (seam.isBacklogged() && consumer.isAlive()) {
            seam.drainBacklog();
        }
        consumer.join();
        assertNull(wrong.get());
    }

    private void deliver(final DeliverySeam seam, final int number) {
        final MemorySegment bytes = MemorySegment.ofArray(new int[] {number});
        seam.onPacket(1, bytes, 0, 4, false);
    }

    private static final class Recorder implements PacketListener {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void onPacket(final int nodeId, final MemorySegment message, final long offset, final int length,
            final boolean foreignOrder) {
            seen.add("message " + message.get(ValueLayout.JAVA_INT_UNALIGNED, offset));
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            seen.add("configuration " + ringId);
        }

        @Override
        public void onSynchronisation(final boolean begins) {
            seen.add("synchronisation");
        }

        @Override
        public void onTokenSent() {
            seen.add("token");
        }
    }

    private static final class Counting implements PacketListener {
        private final AtomicReference<String> wrong;
        private int next;

        private Counting(final AtomicReference<String> wrong) {
            this.wrong = wrong;
        }

        @Override
        public void onPacket(final int nodeId, final MemorySegment message, final long offset, final int length,
            final boolean foreignOrder) {
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
        public void onSynchronisation(final boolean begins) {
            wrong.set("unexpected synchronisation");
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
        public boolean multicast(final boolean apart, final GroupName group, final MemorySegment head, final long headOffset,
            final int headLength, final MemorySegment body, final long bodyOffset, final int bodyLength) {
            if (!full) {
                seen.add((apart ? "apart " : "message ") + (headLength + bodyLength));
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
