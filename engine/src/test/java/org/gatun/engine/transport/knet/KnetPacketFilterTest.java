package org.gatun.engine.transport.knet;

import static org.gatun.engine.transport.knet.KnetForger.DATA;
import static org.gatun.engine.transport.knet.KnetForger.DATA_HEADER;
import static org.gatun.engine.transport.knet.KnetForger.PING;
import static org.gatun.engine.transport.knet.KnetForger.PMTUD;
import static org.gatun.engine.transport.knet.KnetForger.PMTUD_REPLY;
import static org.gatun.engine.transport.knet.KnetForger.PONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatun.engine.config.TotemSettings;
import org.gatun.natives.knet.KnetFigures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packets in clear that no node sends, against libknet itself: what it counts as received is what the filter has taken. */
@Timeout(120)
class KnetPacketFilterTest {
    private static final int PORT = 24_605;
    private static final int WHOLE = 100;
    private static final int CHANNELS = 32;
    private static final int LZ4 = 2;
    private static final int LZ4HC = 3;
    private static final int ZSTD = 7;

    @TempDir
    Path directory;
    private KnetForger one;
    private KnetNode two;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private void open(final String totem) {
        one = new KnetForger(1, PORT);
        final TotemSettings settings = KnetNode.settings(directory, 2, 2, PORT, totem);
        two = new KnetNode(settings);
        KnetNode.await(() -> {
            one.answer();
            return two.transport.isReachable(1);
        }, two);
    }

    private static byte[] cut(final byte[] packet, final int length) {
        return Arrays.copyOf(packet, length);
    }

    private static byte[] with(final byte[] packet, final int at, final int value) {
        packet[at] = (byte)value;
        return packet;
    }

    /** Of the link to node 1. */
    private long received(final String figure) {
        final KnetFigures link = KnetFigures.ofLink(Arena.ofAuto());
        assertTrue(two.transport.linkStatus(1, 0, link));
        return link.number(figure);
    }

    private long data() {
        return received("rx_data_packets");
    }

    /** Sends a message and waits for it, so that all packets before it were processed. */
    private void assertCarries() {
        final int before = two.frames.size();
        one.next();
        one.send(2, one.fragment(0, 1, 0, 0, WHOLE));
        KnetNode.await(() -> {
            one.answer();
            return two.frames.size() > before;
        }, two);
        assertEquals(before + 1, two.frames.size());
        assertEquals(WHOLE, two.frames.getLast().length);
    }

    /** What CVE-2026-15813 is about among them: numbers of fragments outside of the message, which libknet 1.25 copies by. */
    @Test
    void shouldThrowAwayDataThatLibknetWouldCopyAnywhere() {
        open("");
        assertCarries();
        final Map<String, byte[]> hostile = new LinkedHashMap<>();
        hostile.put("fragment 255 of 255", one.fragment(0, 255, 255, 0, WHOLE));
        hostile.put("fragment 1 of 255", one.fragment(0, 255, 1, 0, WHOLE));
        hostile.put("fragment 0 of 2", one.fragment(0, 2, 0, 0, WHOLE));
        hostile.put("fragment 9 of 2", one.fragment(0, 2, 9, 0, WHOLE));
        hostile.put("fragment 254 of 254, far behind the longest message", one.fragment(0, 254, 254, 0, 60_000));
        hostile.put("fragment 2 of 3, a byte behind the longest message", one.fragment(0, 3, 2, 0, 32_769));
        hostile.put("no message", one.fragment(0, 1, 0, 0, 0));
        hostile.put("no message in a fragment", one.fragment(0, 2, 1, 0, 0));
        hostile.put("header cut", cut(one.fragment(0, 1, 0, 0, 0), DATA_HEADER - 1));
        hostile.put("header cut behind the type", one.packet(DATA));
        hostile.put("channel 32", one.fragment(0, 1, 0, CHANNELS, WHOLE));
        hostile.put("channel -1", one.fragment(0, 1, 0, -1, WHOLE));
        hostile.put("compression 8", one.fragment(8, 1, 0, 0, WHOLE));
        hostile.put("zstd, which this node has not", one.fragment(ZSTD, 1, 0, 0, WHOLE));
        hostile.put("no message by lz4", one.fragment(LZ4, 1, 0, 0, 1));
        hostile.put("no message by lz4hc, as the only fragment", one.fragment(LZ4HC, 0, 1, 0, 1));
        hostile.put("version 2", with(one.fragment(0, 1, 0, 0, WHOLE), 0, 2));
        hostile.put("type 1", with(one.fragment(0, 1, 0, 0, WHOLE), 1, 1));
        hostile.put("nothing", new byte[0]);
        final List<String> taken = new ArrayList<>();
        hostile.forEach((name, packet) -> {
            final long before = data();
            one.send(2, packet);
            assertCarries();
            if (data() != before + 1) {
                taken.add(name);
            }
        });
        assertEquals(List.of(), taken);
    }

    @Test
    void shouldTakeWhatNodesSend() {
        open("");
        assertCarries();
        one.next();
        one.send(2, one.fragment(0, 3, 3, 0, 1));
        one.send(2, one.fragment(0, 3, 2, 0, 32_767));
        one.send(2, one.fragment(0, 3, 1, 0, 32_767));
        KnetNode.await(() -> two.frames.size() == 2, two);
        assertEquals(65_535, two.frames.getLast().length);
        one.next();
        for (int fragment = 1; fragment <= 254; fragment++) {
            one.send(2, one.fragment(0, 254, fragment, 0, 258));
        }
        KnetNode.await(() -> two.frames.size() == 3, two);
        assertEquals(254 * 258, two.frames.getLast().length);
    }

    /** libknet 1.25 answers such pings with what it has in memory, and takes links modulo 8. */
    @Test
    void shouldAnswerWholePingsOfItsLinksOnly() {
        open("");
        final byte[] ping = one.packet(PING, new byte[20]);
        final byte[] mtu = one.packet(PMTUD, new byte[3]);
        for (final byte[] hostile : List.of(cut(ping, 7), cut(ping, 25), cut(ping, 27), with(ping.clone(), 6, 8), cut(mtu, 8),
            with(mtu.clone(), 6, 255), cut(one.packet(PONG, new byte[20]), 25), one.packet(PMTUD_REPLY, new byte[2]))) {
            final long pings = received("rx_ping_packets");
            final long mtus = received("rx_pmtu_packets");
            one.send(2, hostile);
            one.send(2, ping);
            KnetNode.await(() -> received("rx_ping_packets") > pings, two);
            assertEquals(pings + 1, received("rx_ping_packets"));
            assertEquals(mtus, received("rx_pmtu_packets"));
        }
        final long mtus = received("rx_pmtu_packets");
        one.send(2, mtu);
        one.send(2, one.packet(PMTUD_REPLY, new byte[100]));
        KnetNode.await(() -> received("rx_pmtu_packets") == mtus + 2, two);
    }

    @Test
    void shouldLookAgainWhenPacketsAreInClearAgain() {
        open("");
        assertCarries();
        for (final String totem : List.of(KnetNode.SEALED, "")) {
            two.transport.reconfigure(KnetNode.settings(directory, 2, 2, PORT, totem));
            assertTrue(two.transport.loadCrypto());
            two.transport.activateCrypto();
            two.transport.cleanUpCrypto();
        }
        final long before = data();
        one.send(2, one.fragment(0, 1, 0, CHANNELS, WHOLE));
        assertCarries();
        assertEquals(before + 1, data());
    }

    @Test
    void shouldTakeZstdWhereItIsTheModel() {
        open("knet_compression_model: zstd");
        final long before = data();
        one.send(2, one.fragment(ZSTD, 1, 0, 0, WHOLE));
        KnetNode.await(() -> data() == before + 1, two);
        assertCarries();
    }
}
