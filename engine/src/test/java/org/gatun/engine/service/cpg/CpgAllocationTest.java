package org.gatun.engine.service.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.service.ServiceManager;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.service.TestSession;
import org.gatun.engine.service.TestSessions;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CpgMessages;
import org.junit.jupiter.api.Test;

final class CpgAllocationTest {
    private static final int MESSAGES = 100_000;

    /** A ring of one node that delivers from its own buffer, at the next {@link #deliver}. */
    private static final class Loop implements Groups {
        private final MemorySegment buffer = Arena.ofAuto().allocate(8192);
        private ServiceManager manager;
        private GroupName pending;
        private int length;
        private boolean tokenCallback;

        @Override
        public int localNodeId() {
            return 1;
        }

        @Override
        public boolean multicast(final boolean apart, final GroupName group, final MemorySegment head, final long headOffset,
            final int headLength, final MemorySegment body, final long bodyOffset, final int bodyLength) {
            MemorySegment.copy(head, headOffset, buffer, 5, headLength);
            MemorySegment.copy(body, bodyOffset, buffer, 5 + headLength, bodyLength);
            pending = group;
            length = headLength + bodyLength;
            return true;
        }

        boolean deliver() {
            if (pending == null && !tokenCallback) {
                return false;
            }
            if (pending != null) {
                final GroupName group = pending;
                pending = null;
                manager.onDeliver(group, 1, buffer, 5, length, false);
            }
            if (tokenCallback) {
                tokenCallback = false;
                manager.onTokenSent();
            }
            return true;
        }

        @Override
        public int reserve(final int bodyBytes) {
            return 1;
        }

        @Override
        public void release(final int units) {
            assertEquals(1, units);
        }

        @Override
        public QueueLevel queueLevel() {
            return QueueLevel.LOW;
        }

        @Override
        public void synchronisationComplete() {
            assertTrue(pending == null);
        }

        @Override
        public void requestTokenCallback() {
            tokenCallback = true;
        }

        @Override
        public void forceGather() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldAllocateNothingPerMessageWhenWarm() {
        final Loop loop = new Loop();
        final TestNode surroundings = new TestNode(new TestRing(), 1);
        loop.manager = new ServiceManager(loop, new TestSessions(), new ConfigMap(), surroundings, surroundings,
            new StatisticsMap());
        loop.manager.load(new CpgService());
        loop.manager.onConfigurationChange(true, new RingId(1, 4), new int[0], new int[0], new int[0]);
        loop.manager.onConfigurationChange(false, new RingId(1, 4), new int[] {1}, new int[0], new int[] {1});
        drain(loop);
        final TestSession session = new TestSession(10);
        loop.manager.gateway().connected(CpgService.ID, session);
        final MemorySegment request = Arena.ofAuto().allocate(CpgMessages.JOIN_LENGTH);
        CpgMessages.putJoin(request, 0, CpgClient.bytes("group"), 10, 0);
        loop.manager.gateway().request(CpgService.ID, session, request, 0, CpgMessages.JOIN_LENGTH);
        drain(loop);
        session.discardEvents();
        final MemorySegment multicast = Arena.ofAuto().allocate(CpgMessages.MULTICAST_DATA + 64);
        CpgMessages.putMulticastHead(multicast, 0, 64);
        send(loop, session, multicast);

        final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long discardedBefore = session.discarded();
        long allocated = Long.MAX_VALUE;
        // The compiler may allocate on this thread's account while it settles; one clean run is the proof.
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            send(loop, session, multicast);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated);
        assertEquals(0, (session.discarded() - discardedBefore) % ((CpgMessages.DELIVER_DATA + 64L) * MESSAGES));
        assertTrue(session.discarded() > discardedBefore);
    }

    private static void send(final Loop loop, final TestSession session, final MemorySegment multicast) {
        for (int i = 0; i < MESSAGES; i++) {
            loop.manager.gateway().request(CpgService.ID, session, multicast, 0, CpgMessages.MULTICAST_DATA + 64);
            loop.deliver();
        }
    }

    private static void drain(final Loop loop) {
        boolean busy = true;
        while (busy) {
            busy = loop.deliver();
        }
    }
}
