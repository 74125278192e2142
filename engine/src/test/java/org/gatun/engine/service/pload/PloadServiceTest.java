package org.gatun.engine.service.pload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.totem.GroupName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PloadServiceTest {
    private static final String CONSENT = "i_totally_understand_pload_will_crash_my_cluster_and_kill_corosync_on_exit";

    private final TestRing ring = new TestRing();
    private final TestNode one = new TestNode(ring, 1, new PloadService());
    private final TestNode two = new TestNode(ring, 2, new PloadService());

    @BeforeEach
    void form() {
        ring.install(1, 2);
        ring.run();
        one.control().clear();
        two.control().clear();
    }

    private static void start(final TestNode node, final long count, final long size) {
        node.config().put("pload.count", Value.ofU32(count));
        node.config().put("pload.size", Value.ofU32(size));
        node.config().put("pload.start", Value.ofString(CONSENT));
    }

    private static long counter(final TestNode node, final String name) {
        return node.config().getU64("runtime.services.pload." + name, -1);
    }

    @Test
    void shouldMakeAllNodesSendAndEnd() {
        start(one, 50, 2000);
        ring.run();
        for (final TestNode node : List.of(one, two)) {
            assertEquals(List.of("exit now 99"), node.control());
            assertEquals(1, counter(node, "0.rx"));
            assertEquals(50, counter(node, "1.tx"));
            assertEquals(100, counter(node, "1.rx"));
        }
        assertEquals(1, counter(one, "0.tx"));
        assertEquals(0, counter(two, "0.tx"));
    }

    @Test
    void shouldWaitForRoomInTheQueue() {
        two.ring().capacity(3);
        start(one, 50, 16);
        ring.run();
        assertEquals(List.of("exit now 99"), two.control());
        // Those that found no room are counted, too.
        assertTrue(counter(two, "1.tx") > 50);
        assertEquals(100, counter(one, "1.rx"));
    }

    @Test
    void shouldStartOnceAndWithTheConsentOnly() {
        one.config().put("pload.start", Value.ofString("yes"));
        ring.run();
        assertEquals(0, counter(one, "0.tx"));
        start(one, 10, 300);
        ring.run();
        one.config().put("pload.count", Value.ofU32(20));
        ring.run();
        assertEquals(1, counter(one, "0.tx"));
        assertEquals(List.of("exit now 99"), one.control());
    }

    @Test
    void shouldLimitItsOwnSize() {
        start(one, 1, 0xffff_ffffL);
        ring.run();
        assertEquals(2, counter(one, "1.rx"));
        assertEquals(List.of("exit now 99"), two.control());
    }

    /** Captured from C corosync: 2 messages of 100 bytes. Where the size of the first should be, is what its stack held. */
    @Test
    void shouldTakeTheMessagesOfCorosync() {
        deliver("000004002e7f0000e0fb47d1ac5500000200000064000000");
        ring.run();
        assertEquals(2, counter(one, "1.tx"));
        deliver("01000400000000007400000000000000104052d1ac550000e0eacfceac55" + "00".repeat(70));
        assertEquals(List.of("exit now 99"), one.control());
    }

    @Test
    void shouldRefuseWhatCannotBeSent() {
        deliver("000004000000000018000000000000000a000000" + "01001000");
        deliver("000004000000000018000000000000000a000000");
        deliver("000004000000000018000000000000000a000000" + "ffffffff");
        ring.run();
        assertEquals(0, counter(one, "1.tx"));
    }

    private void deliver(final String hex) {
        final byte[] bytes = HexFormat.of().parseHex(hex);
        one.manager().onDeliver(GroupName.SERVICES, 3, MemorySegment.ofArray(bytes), 0, bytes.length, false);
    }
}
