package org.gatun.engine.service.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;
import org.junit.jupiter.api.Test;

final class SynchroniserTest {
    private final TestRing ring = new TestRing();

    /** A service that notes its hooks. */
    private static final class Recorder implements SyncService {
        private final int id;
        private final List<String> hooks;
        private int turnsToWait;

        private Recorder(final int id, final List<String> hooks) {
            this.id = id;
            this.hooks = hooks;
        }

        @Override
        public int id() {
            return id;
        }

        @Override
        public String fullName() {
            return "service " + id;
        }

        @Override
        public void syncInit(final int[] transitional, final int[] members, final RingId ringId) {
            hooks.add(id + " init " + Arrays.toString(transitional) + ' ' + Arrays.toString(members) + ' ' + ringId);
        }

        @Override
        public boolean syncProcess() {
            hooks.add(id + " process");
            return turnsToWait-- <= 0;
        }

        @Override
        public void syncActivate() {
            hooks.add(id + " activate");
        }

        @Override
        public void syncAbort() {
            hooks.add(id + " abort");
        }
    }

    /** A node with nothing but the synchronisation. */
    private final class Member implements GroupListener, SyncListener {
        private final List<String> hooks = new ArrayList<>();
        private final List<Recorder> recorders = new ArrayList<>();
        private final TestRing.Node node;
        private final Synchroniser synchroniser;

        private Member(final int nodeId, final int... services) {
            node = ring.add(nodeId);
            synchroniser = new Synchroniser(node, this);
            node.listener(this);
            for (final int id : services) {
                final Recorder recorder = new Recorder(id, hooks);
                recorders.add(recorder);
                synchroniser.add(recorder);
            }
        }

        @Override
        public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset,
            final int length, final boolean foreignOrder) {
            assertEquals(GroupName.SYNC, group);
            synchroniser.onMessage(nodeId, message, offset, length);
        }

        @Override
        public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
            final int[] joined) {
            synchroniser.onConfigurationChange(transitional, ringId, members);
        }

        @Override
        public void onTokenSent() {
            synchroniser.onTokenSent();
        }

        @Override
        public void onSyncStarted() {
            // asked through inProgress()
        }

        @Override
        public void onSyncCompleted() {
            hooks.add("completed");
        }

        private List<String> takeHooks() {
            final List<String> taken = List.copyOf(hooks);
            hooks.clear();
            return taken;
        }
    }

    @Test
    void shouldRunServicesInAscendingOrderWhenRingForms() {
        final Member one = new Member(1, 2, 0);
        assertTrue(one.synchroniser.inProgress());

        ring.install(1);
        ring.run();

        assertEquals(List.of("0 init [] [1] 1.4", "2 init [] [1] 1.4", "0 process", "0 activate", "2 process", "2 activate",
            "completed"), one.takeHooks());
        assertFalse(one.synchroniser.inProgress());
    }

    @Test
    void shouldWorkOffUnionWhenMembersHaveOtherServices() {
        final Member one = new Member(1, 0, 2, 5);
        final Member two = new Member(2, 2, 9);
        final Member three = new Member(3);

        ring.install(1, 2, 3);
        ring.run();

        assertEquals(List.of("0 process", "0 activate", "2 process", "2 activate", "5 process", "5 activate", "completed"),
            one.takeHooks().subList(3, 10));
        assertEquals(List.of("2 process", "2 activate", "9 process", "9 activate", "completed"), two.takeHooks().subList(2, 7));
        assertEquals(List.of("completed"), three.takeHooks());
    }

    @Test
    void shouldCompleteWhenNoMemberHasServices() {
        final Member one = new Member(1);
        ring.install(1);
        ring.run();

        assertEquals(List.of("completed"), one.takeHooks());
    }

    @Test
    void shouldWaitForSlowServiceWhenItIsNotDone() {
        final Member one = new Member(1, 5);
        final Member two = new Member(2, 5);
        one.recorders.getFirst().turnsToWait = 3;

        ring.install(1, 2);
        for (int i = 0; i < 3; i++) {
            ring.round();
        }
        assertTrue(two.synchroniser.inProgress());
        assertFalse(two.hooks.contains("5 activate"));
        ring.run();

        assertEquals(4, one.hooks.stream().filter("5 process"::equals).count());
        assertEquals(1, two.hooks.stream().filter("5 activate"::equals).count());
    }

    @Test
    void shouldGiveTransitionalMembersWhenNodeRestarts() {
        final Member one = new Member(1, 2);
        new Member(2, 2);
        ring.install(1, 2);
        ring.run();
        one.takeHooks();

        final Member again = new Member(2, 2);
        ring.install(1, 2);
        ring.run();

        assertEquals("2 init [1] [1, 2] 1.8", one.takeHooks().getFirst());
        assertEquals("2 init [] [1, 2] 1.8", again.takeHooks().getFirst());
    }

    @Test
    void shouldAbortCurrentServiceWhenConfigurationChangesInItsProcess() {
        final Member one = new Member(1, 0, 2);
        new Member(2, 0, 2);
        one.recorders.get(1).turnsToWait = 1000;
        ring.install(1, 2);
        for (int i = 0; i < 8; i++) {
            ring.round();
        }
        one.recorders.get(1).turnsToWait = 0;
        one.takeHooks();

        ring.install(1);
        ring.run();

        assertEquals(List.of("2 abort", "0 init [1] [1] 1.8", "2 init [1] [1] 1.8", "0 process", "0 activate", "2 process",
            "2 activate", "completed"), one.takeHooks());
    }

    @Test
    void shouldIgnoreMessagesOfAbortedSynchronisation() {
        final Member one = new Member(1, 2);
        final Member two = new Member(2, 2);
        ring.install(1, 2);
        // Service builds of the first ring are still queued when the second one is installed.
        ring.install(1, 2);
        ring.run();

        assertEquals(List.of("2 init [] [1, 2] 1.4", "2 init [1, 2] [1, 2] 1.8", "2 process", "2 activate", "completed"),
            one.takeHooks());
        assertFalse(two.synchroniser.inProgress());
    }

    @Test
    void shouldRetryWhenQueueIsFull() {
        final Member one = new Member(1, 2);
        one.node.capacity(0);
        ring.install(1);
        for (int i = 0; i < 5; i++) {
            ring.round();
        }
        assertTrue(one.synchroniser.inProgress());
        one.node.capacity(1);
        ring.run();

        assertFalse(one.synchroniser.inProgress());
        assertEquals(1, one.hooks.stream().filter("2 process"::equals).count());
    }

    @Test
    void shouldIgnoreGarbage() {
        final Member one = new Member(1, 2);
        ring.install(1);
        final byte[] build = new byte[SyncMessages.SERVICE_BUILD_LENGTH];
        final MemorySegment message = MemorySegment.ofArray(build);
        SyncMessages.putServiceBuild(message, new RingId(1, 4), 129);
        one.synchroniser.onMessage(1, message, 0, build.length);
        SyncMessages.putServiceBuild(message, new RingId(1, 4), -1);
        one.synchroniser.onMessage(1, message, 0, build.length);
        SyncMessages.putServiceBuild(message, new RingId(1, 4), 128);
        one.synchroniser.onMessage(1, message, 0, 100);
        one.synchroniser.onMessage(1, message, 0, 3);
        // A barrier before its time, and a service build of a node that is no member.
        SyncMessages.putBarrier(message, new RingId(1, 4));
        one.synchroniser.onMessage(1, message, 0, 32);
        SyncMessages.putServiceBuild(message, new RingId(1, 4), 0);
        one.synchroniser.onMessage(7, message, 0, build.length);
        assertTrue(one.synchroniser.inProgress());
        ring.run();

        assertFalse(one.synchroniser.inProgress());
    }

    @Test
    void shouldEncodeAsCapturedWhenRingIsOneDotFive() {
        final MemorySegment message = MemorySegment.ofArray(new byte[SyncMessages.SERVICE_BUILD_LENGTH]);
        SyncMessages.putServiceBuild(message, new RingId(1, 5), 4);
        final int[] services = {0, 2, 3, 5};
        for (int i = 0; i < services.length; i++) {
            SyncMessages.putService(message, i, services[i]);
        }
        final byte[] start = Arrays.copyOf((byte[])message.heapBase().orElseThrow(), 56);
        assertEquals("0100000000000000" + "2802000000000000" + "0100000005000000" + "0000000000000000"
            + "0400000000000000" + "0000000002000000" + "0300000005000000", HexFormat.of().formatHex(start));

        SyncMessages.putBarrier(message, new RingId(1, 5));
        assertEquals("0000000000000000" + "2000000000000000" + "0100000005000000" + "0000000000000000",
            HexFormat.of().formatHex(Arrays.copyOf((byte[])message.heapBase().orElseThrow(), 32)));
    }
}
