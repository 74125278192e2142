package org.gatun.engine.transport.knet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.totem.TotemInput;
import org.gatun.natives.knet.KnetFigures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frames between transports in one process. */
@Timeout(120)
class KnetTransportTest {
    private static final int PORT = 24_405;
    private static final long COMPILED_NS = 30_000_000_000L;
    private static final int WARM_UP = 20_000;
    private static final long QUIET_NS = 200_000_000L;
    private static final TotemInput IGNORING = new TotemInput() {
        @Override
        public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
        }

        @Override
        public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        }
    };
    private static final String SEALED = KnetNode.SEALED;
    private static final String SEALED_ANEW = "crypto_model: openssl\ncrypto_cipher: aes128\ncrypto_hash: sha1\n" + KnetNode.KEY;

    @TempDir
    Path directory;

    private final List<KnetNode> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(KnetNode::close);
    }

    private KnetNode node(final int id, final int count, final String totem) {
        final KnetNode node = new KnetNode(settings(id, count, totem));
        nodes.add(node);
        return node;
    }

    private TotemSettings settings(final int id, final int count, final String totem) {
        return KnetNode.settings(directory, id, count, PORT, totem);
    }

    private KnetNode[] all() {
        return nodes.toArray(new KnetNode[0]);
    }

    private void awaitReachable() {
        KnetNode.await(() -> nodes.stream().allMatch(node -> node.transport.links().size() == nodes.size()
            && node.transport.links().stream().allMatch(link -> node.transport.isReachable(link.nodeId()))), all());
    }

    /** A frame with a Totem header: of a sender, with the target that it would have on the wire. */
    private static byte[] frame(final int sender, final int target, final int length) {
        final ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        return frame.putShort((short)0xC070).put((byte)3).put((byte)1).put((byte)2).putInt(sender).putInt(target).array();
    }

    @Test
    void shouldCarryMulticastsToAllAndTokensToOneInOrder() {
        final KnetNode one = node(1, 3, "");
        final KnetNode two = node(2, 3, "");
        final KnetNode three = node(3, 3, "");
        awaitReachable();
        assertEquals(List.of("0 up"), one.reports);
        one.transport.multicast(one.segment(frame(1, 0, 13)), 0, 13);
        one.transport.multicast(one.segment(frame(1, 0, 65_000)), 0, 65_000);
        one.transport.sendToken(2, one.segment(frame(1, 0, 73)), 0, 73);
        one.transport.sendToken(2, one.segment(frame(1, 0, 13)), 0, 13);
        one.transport.flush();
        KnetNode.await(() -> two.frames.size() == 4 && three.frames.size() == 2, all());
        assertArrayEquals(frame(1, 0, 13), two.frames.get(0));
        assertArrayEquals(frame(1, 0, 65_000), two.frames.get(1));
        assertArrayEquals(frame(1, 2, 73), two.frames.get(2));
        assertArrayEquals(frame(1, 2, 13), two.frames.get(3));
        one.work();
        assertEquals(List.of(), one.frames);
        final KnetFigures loop = KnetFigures.ofLink(Arena.ofAuto());
        assertTrue(one.transport.linkStatus(1, 0, loop));
        assertEquals(2, loop.number("tx_data_packets"));
        one.transport.sendToken(2, one.segment(frame(1, 0, 75)), 0, 75);
        KnetNode.await(() -> two.frames.size() == 5, all());
        assertArrayEquals(frame(1, 2, 75), two.frames.get(4));
        one.transport.multicast(one.segment(frame(1, 0, 76)), 0, 76);
        one.transport.flush();
        one.transport.sendToken(2, one.segment(frame(1, 0, 77)), 0, 77);
        one.transport.flush();
        KnetNode.await(() -> two.frames.size() == 7, all());
        assertArrayEquals(frame(1, 0, 76), two.frames.get(5));
        assertArrayEquals(frame(1, 2, 77), two.frames.get(6));
        one.transport.sendToken(2, one.segment(frame(1, 0, 73)), 0, 73);
        one.transport.flush();
        KnetNode.await(two.transport::discardPending, one, three);
        assertEquals(7, two.frames.size());
        assertTrue(two.transport.counters().discarded() > 0);
    }

    @Test
    void shouldCarryMoreFramesThanABatchHolds() {
        final KnetNode one = node(1, 2, "knet_compression_model: zlib");
        final KnetNode two = node(2, 2, "knet_compression_model: zlib");
        awaitReachable();
        final MemorySegment frame = one.segment(frame(1, 0, 600));
        for (int i = 0; i < 600; i++) {
            one.transport.multicast(frame, 0, 600);
        }
        one.transport.flush();
        KnetNode.await(() -> two.frames.size() == 600, one, two);
        final KnetFigures figures = KnetFigures.ofHandle(Arena.ofAuto());
        assertTrue(one.transport.statistics(figures));
        assertTrue(figures.number("tx_compressed_packets") >= 600, () -> "n=" + figures.number("tx_compressed_packets"));
        one.transport.clearStatistics();
        assertTrue(one.transport.statistics(figures));
        assertEquals(0, figures.number("tx_compressed_packets"));
    }

    @Test
    void shouldChangeCryptoSettingsWhenAllNodesHaveThem() {
        final KnetNode one = node(1, 2, SEALED);
        final KnetNode two = node(2, 2, SEALED);
        awaitReachable();
        int wanted = 0;
        for (final String next : List.of(SEALED, SEALED_ANEW, "", SEALED)) {
            boolean changed = false;
            for (int i = 0; i < 2; i++) {
                nodes.get(i).transport.reconfigure(settings(i + 1, 2, next));
                changed = nodes.get(i).transport.loadCrypto();
            }
            assertEquals(wanted > 0, changed);
            if (changed) {
                one.transport.activateCrypto();
                sendAndAwait(one, two, ++wanted);
                two.transport.activateCrypto();
                one.transport.cleanUpCrypto();
                two.transport.cleanUpCrypto();
            }
            sendAndAwait(one, two, ++wanted);
        }
    }

    /** The next node has forgotten the old settings before this one was told to use the new ones, or has not loaded the new ones yet. */
    @Test
    void shouldTryBothSettingsWhenATokenIsNotAnswered() {
        final KnetNode one = node(1, 2, SEALED);
        final KnetNode two = node(2, 2, SEALED);
        awaitReachable();
        one.transport.reconfigure(settings(1, 2, SEALED_ANEW));
        assertTrue(one.transport.loadCrypto());
        sendTokenAndAwait(one, two, 1);
        one.transport.tokenUnanswered();
        one.transport.tokenUnanswered();
        sendTokenAndAwait(one, two, 2);
        two.transport.reconfigure(settings(2, 2, SEALED_ANEW));
        assertTrue(two.transport.loadCrypto());
        two.transport.activateCrypto();
        two.transport.cleanUpCrypto();
        one.transport.tokenUnanswered();
        sendTokenAndAwait(one, two, 3);
        one.transport.activateCrypto();
        one.transport.tokenUnanswered();
        sendTokenAndAwait(one, two, 4);
    }

    private static void sendTokenAndAwait(final KnetNode one, final KnetNode two, final int wanted) {
        one.transport.sendToken(2, one.segment(frame(1, 0, 73)), 0, 73);
        flushAndAwait(one, two, wanted);
    }

    private static void sendAndAwait(final KnetNode one, final KnetNode two, final int wanted) {
        one.transport.multicast(one.segment(frame(1, 0, 100)), 0, 100);
        flushAndAwait(one, two, wanted);
    }

    private static void flushAndAwait(final KnetNode one, final KnetNode two, final int wanted) {
        one.transport.flush();
        KnetNode.await(() -> two.frames.size() == wanted, one, two);
    }

    @Test
    void shouldTellOfLinksAsTheyComeAndGo() {
        final KnetTransport transport = new KnetTransport(settings(1, 3, ""), true);
        transport.start(IGNORING, 0);
        assertEquals(100_000_000, transport.nextDeadlineNs());
        assertEquals(1, transport.doWork(100_000_000));
        final List<KnetLink> links = transport.links();
        assertEquals(List.of(new KnetLink(1, 0), new KnetLink(2, 0), new KnetLink(3, 0)), links);
        assertSame(links, transport.links());
        transport.reconfigure(settings(1, 2, ""));
        assertEquals(List.of(new KnetLink(1, 0), new KnetLink(2, 0)), transport.links());
        final KnetFigures figures = KnetFigures.ofLink(Arena.ofAuto());
        assertTrue(transport.linkStatus(1, 0, figures));
        assertEquals(65_535, figures.number("mtu"));
        assertFalse(transport.linkStatus(3, 0, figures));
        transport.close();
        assertEquals(List.of(), transport.links());
    }

    @Test
    void shouldCloseWhenItNeverStarted() {
        final KnetTransport transport = new KnetTransport(settings(1, 2, ""), true);
        assertEquals(List.of(), transport.links());
        assertFalse(transport.isReachable(1));
        assertEquals(Long.MAX_VALUE, transport.nextDeadlineNs());
        transport.close();
    }

    @Test
    void shouldAllocateNothingWhenSendingAndReceiving() {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final KnetNode one = node(1, 2, "");
        final KnetNode two = node(2, 2, "");
        awaitReachable();
        two.recording = false;
        final MemorySegment frame = one.segment(frame(1, 0, 1410));
        warmUp(one, two, frame);
        // The compiler works beside us, and may have what other tests left to do first: there must be one clean run once it has been here.
        final long endNs = System.nanoTime() + COMPILED_NS;
        long allocated;
        do {
            final long before = threads.getCurrentThreadAllocatedBytes();
            exchange(one, two, frame, 500);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        } while (allocated != 0 && System.nanoTime() - endNs < 0);
        assertEquals(0, allocated);
    }

    /**
     * Calls everything as often as the compiler wants it, without waiting for libknet's threads: as long as each frame is waited for, a slow
     * machine may take half a minute to get there.
     */
    private static void warmUp(final KnetNode one, final KnetNode two, final MemorySegment frame) {
        for (int i = 0; i < WARM_UP; i++) {
            send(one, frame);
            two.transport.receive(0, i);
            one.transport.receive(0, i);
            two.transport.doWork(i);
        }
        final long[] last = {-1};
        final long[] sinceNs = {System.nanoTime()};
        KnetNode.await(() -> {
            final long received = two.transport.counters().received();
            if (received != last[0]) {
                last[0] = received;
                sinceNs[0] = System.nanoTime();
            }
            return System.nanoTime() - sinceNs[0] > QUIET_NS;
        }, one, two);
    }

    private static void send(final KnetNode one, final MemorySegment frame) {
        one.transport.multicast(frame, 0, 1410);
        one.transport.sendToken(2, frame, 0, 73);
        one.transport.flush();
    }

    private static void exchange(final KnetNode one, final KnetNode two, final MemorySegment frame, final int rounds) {
        for (int i = 0; i < rounds; i++) {
            final long wanted = two.transport.counters().received() + 2;
            send(one, frame);
            while (two.transport.counters().received() < wanted) {
                if (two.transport.receive(0, i) + one.transport.receive(0, i) == 0) {
                    // libknet's threads and the compiler need the processors, too.
                    Thread.yield();
                }
            }
            two.transport.doWork(i);
        }
    }
}
