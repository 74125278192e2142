package org.gatun.natives.knet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.LinuxException;
import org.gatun.natives.linux.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions of libknet, on handles that talk over the loopback interface. */
@Timeout(60)
class KnetHandleTest {
    private static final byte[] KEY = new byte[128];

    private final Arena arena = Arena.ofShared();
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(Node::close);
        arena.close();
    }

    /**
     * knet_handle_enable_filter, knet_handle_add_datafd, knet_host_add, knet_host_set_policy, knet_link_set_config,
     * knet_link_set_priority, knet_link_set_ping_timers, knet_link_set_pong_count, knet_link_set_enable, knet_handle_setfwd,
     * knet_host_get_status, knet_link_get_status, knet_handle_get_stats, knet_handle_pmtud_get, knet_handle_clear_stats.
     */
    @Test
    void shouldCarryMessagesBetweenTwoNodes() {
        final Node one = node(1, 2);
        final Node two = node(2, 1);
        await(() -> one.knet.reachable(2) == 1 && two.knet.reachable(1) == 1);
        assertEquals(Integer.valueOf(2), one.reached.peek());
        one.send("Bto all");
        assertEquals("Bto all", two.receive());
        one.send("\2to two");
        assertEquals("\2to two", two.receive());
        one.send("\3to three");
        one.send("Xto nobody");
        one.send("Blast");
        assertEquals("Blast", two.receive());
        final KnetFigures link = KnetFigures.ofLink(arena);
        await(() -> one.knet.linkStatus(2, 0, link) == 0 && link.number("tx_data_packets") == 3);
        assertEquals("127.0.0.2", link.text("dst_ipaddr"));
        assertEquals(1, link.number("enabled"));
        assertEquals(1, link.number("connected"));
        assertEquals(1, link.number("up_count"));
        assertThrows(IllegalArgumentException.class, () -> link.number("nothing"));
        assertEquals(-Errno.EINVAL, one.knet.linkStatus(2, 1, link));
        final KnetFigures handle = KnetFigures.ofHandle(arena);
        assertEquals(0, one.knet.statistics(handle));
        assertEquals(184, handle.number("size"));
        assertEquals(0, one.knet.clearStatistics());
        assertEquals(0, one.knet.linkStatus(2, 0, link));
        assertEquals(0, link.number("tx_data_packets"));
        assertTrue(one.knet.dataMtu() > 0);
        assertEquals(null, one.knet.failure());
    }

    /** knet_send_sync. */
    @Test
    void shouldSendToOneNodeOnTheCallersThread() {
        final Node one = node(1, 2);
        final Node two = node(2, 1);
        await(() -> one.knet.reachable(2) == 1 && two.knet.reachable(1) == 1);
        assertEquals(0, one.sendSync("\2at once"));
        assertEquals("\2at once", two.receive());
        assertEquals(-Errno.EHOSTDOWN, one.sendSync("\3nowhere"));
        assertEquals(-Errno.E2BIG, one.sendSync("Bto all"));
        assertEquals(-Errno.EFAULT, one.sendSync("Xto nobody"));
        assertEquals(-Errno.EINVAL, one.sendSync(""));
        assertThrows(IndexOutOfBoundsException.class, () -> one.knet.sendSync(one.buffer, (int)one.buffer.byteSize() + 1, 0));
        assertEquals(0, one.knet.setForwarding(false));
        assertEquals(-Errno.ECANCELED, one.sendSync("\2too late"));
        assertEquals(null, one.knet.failure());
    }

    /** knet_handle_crypto_set_config, knet_handle_crypto_use_config, knet_handle_crypto_rx_clear_traffic. */
    @Test
    void shouldSealPacketsAndChangeTheKey() {
        final Node one = node(1, 2);
        final Node two = node(2, 1);
        final byte[] next = KEY.clone();
        Arrays.fill(next, (byte)7);
        int slot = 1;
        for (final KnetCrypto crypto : List.of(new KnetCrypto("openssl", "aes256", "sha256", KEY),
            new KnetCrypto("nss", "aes128", "sha512", next))) {
            for (final Node node : nodes) {
                assertEquals(0, node.knet.setCrypto(crypto, slot));
            }
            for (final Node node : nodes) {
                assertEquals(0, node.knet.useCrypto(slot));
                assertEquals(0, node.knet.setClearTraffic(false));
            }
            await(() -> one.knet.reachable(2) == 1 && two.knet.reachable(1) == 1);
            one.send("Bsealed " + slot);
            assertEquals("Bsealed " + slot, two.receive());
            assertEquals(-Errno.EBUSY, one.knet.setCrypto(crypto, slot));
            slot++;
        }
        assertEquals(0, one.knet.setCrypto(KnetCrypto.NONE, 1));
        assertEquals(-Errno.EINVAL, one.knet.useCrypto(1));
        assertEquals(-Errno.ENXIO, one.knet.setCrypto(new KnetCrypto("openssl", "rot13", "sha256", KEY), 1));
        assertTrue(one.knet.setCrypto(new KnetCrypto("best", "aes256", "sha256", KEY), 1) < 0);
        final KnetCrypto longName = new KnetCrypto("0123456789abcdef", "aes256", "sha1", KEY);
        assertThrows(IllegalArgumentException.class, () -> one.knet.setCrypto(longName, 1));
        final KnetCrypto longKey = new KnetCrypto("nss", "aes256", "sha1", new byte[4097]);
        assertThrows(IndexOutOfBoundsException.class, () -> one.knet.setCrypto(longKey, 1));
    }

    /** knet_handle_compress, knet_handle_enable_access_lists, knet_handle_pmtud_setfreq, knet_handle_pmtud_set, knet_log_set_loglevel. */
    @Test
    void shouldRefuseWhatLibknetRefuses() {
        final KnetHandle knet = node(1).knet;
        assertEquals(0, knet.setCompression("zlib", 200, 6));
        assertEquals(-Errno.EINVAL, knet.setCompression("zip", 200, 6));
        assertEquals(0, knet.setAccessLists(true));
        assertEquals(0, knet.setMtuInterval(30));
        assertEquals(-Errno.EINVAL, knet.setMtuInterval(0));
        assertEquals(0, knet.setInterfaceMtu(1400));
        assertEquals(-Errno.EINVAL, knet.setInterfaceMtu(65_536));
        assertEquals(0, knet.setLogLevel(0, KnetLog.INFO));
        assertEquals(-Errno.EINVAL, knet.setLogLevel(200, KnetLog.INFO));
        assertEquals(-Errno.EINVAL, knet.setPolicy(9, KnetHandle.POLICY_RR));
        assertEquals(-Errno.EINVAL, knet.reachable(9));
    }

    /** knet_handle_remove_datafd, knet_link_clear_config, knet_host_remove, knet_handle_free. */
    @Test
    void shouldTakeDownInOrder() {
        final Node one = node(1, 2);
        assertEquals(-Errno.EEXIST, one.knet.addHost(2));
        assertEquals(-Errno.EBUSY, one.knet.clearLink(2, 0));
        assertEquals(-Errno.EBUSY, one.knet.removeHost(2));
        assertThrows(LinuxException.class, one.knet::close);
        assertEquals(0, one.knet.setForwarding(false));
        assertEquals(0, one.knet.enableLink(2, 0, false));
        assertEquals(0, one.knet.clearLink(2, 0));
        assertEquals(0, one.knet.removeHost(2));
        assertEquals(0, one.knet.removeDataFd(one.fd));
        assertEquals(-Errno.EINVAL, one.knet.removeDataFd(one.fd));
        one.knet.close();
        assertEquals(-Errno.EINVAL, one.knet.addHost(2));
    }

    /** knet_handle_enable_pmtud_notify, knet_handle_enable_sock_notify, knet_host_enable_status_change_notify. */
    @Test
    void shouldTellOfTheMtuAndOfABrokenDescriptor() throws Exception {
        final Node one = node(1, 2);
        node(2, 1);
        assertTrue(one.mtus.poll(20, TimeUnit.SECONDS) > 0);
        final MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
        assertEquals(0, Sockets.socketpair(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET, 0, pair));
        final int theirs = pair.get(ValueLayout.JAVA_INT, 0);
        assertEquals(0, one.knet.addDataFd(theirs, 5));
        Files.close(pair.get(ValueLayout.JAVA_INT, 4));
        assertEquals("fd=" + theirs + ", channel=5, sending=true, result=0, errno=0", one.sockets.poll(20, TimeUnit.SECONDS));
        assertEquals(0, one.knet.removeDataFd(theirs));
        Files.close(theirs);
    }

    @Test
    void shouldKeepWhatAListenerThrows() {
        final Node one = node(1, 2);
        node(2, 1);
        await(() -> one.knet.reachable(2) == 1);
        one.send("!");
        await(() -> {
            final Throwable failure = one.knet.failure();
            if (failure != null) {
                assertInstanceOf(IllegalStateException.class, failure);
            }
            return failure != null;
        });
    }

    /** knet_handle_new_ex, knet_log_get_subsystem_name. */
    @Test
    void shouldWriteMessagesToTheLog() {
        assertEquals(Errno.EINVAL, assertThrows(LinuxException.class, () -> KnetHandle.open(1, -1, 0, false, new Node(1))).errno());
        final Node one = node(1, 2);
        final MemorySegment message = arena.allocate(KnetLog.SIZE);
        final List<String> lines = new ArrayList<>();
        await(() -> {
            while (Files.read(one.logFd, message, 0, KnetLog.SIZE) == KnetLog.SIZE) {
                lines.add(KnetLog.level(message, 0) + " " + KnetHandle.subsystemName(KnetLog.subsystem(message, 0)) + ": "
                    + KnetLog.text(message, 0));
            }
            return lines.stream().anyMatch(line -> line.matches("3 link: .*host: 2 .*"));
        });
        assertArrayEquals(new int[] {0, 1, 2, 3}, new int[] {KnetLog.ERR, KnetLog.WARN, KnetLog.INFO, KnetLog.DEBUG});
    }

    private Node node(final int id, final int... peers) {
        final Node node = new Node(id);
        nodes.add(node);
        node.open(peers);
        return node;
    }

    private static void await(final BooleanSupplier condition) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "not within 30 s");
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    /** A handle with one channel. The first byte of a message says where it goes: B = all, X = nobody, ! = fails, else a host. */
    private final class Node implements KnetListener, AutoCloseable {
        private final int id;
        private final BlockingQueue<Integer> reached = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> mtus = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> sockets = new LinkedBlockingQueue<>();
        private final MemorySegment pipe = arena.allocate(ValueLayout.JAVA_INT, 2);
        private final MemorySegment buffer = arena.allocate(2048);
        private int[] peers;
        private int logFd;
        private KnetHandle knet;
        private int fd;

        private Node(final int id) {
            this.id = id;
        }

        private void open(final int... newPeers) {
            peers = newPeers;
            Errno.check("pipe2", Files.pipe2(pipe, Files.O_NONBLOCK | Files.O_CLOEXEC));
            logFd = pipe.get(ValueLayout.JAVA_INT, 0);
            knet = KnetHandle.open(id, pipe.get(ValueLayout.JAVA_INT, 4), KnetLog.DEBUG, false, this);
            fd = Errno.check("knet_handle_add_datafd", knet.addDataFd(0));
            assertEquals(0, knet.setForwarding(true));
            for (final int peer : peers) {
                assertEquals(0, knet.addHost(peer));
                assertEquals(0, knet.setPolicy(peer, KnetHandle.POLICY_PASSIVE));
                assertEquals(0, knet.setLink(peer, 0, KnetHandle.TRANSPORT_UDP, address(id), address(peer), 23_405, 0,
                    KnetHandle.LINK_HIGH_PRIORITY));
                assertEquals(0, knet.setPriority(peer, 0, 1));
                assertEquals(0, knet.setPingTimers(peer, 0, 200, 2000, 2048));
                assertEquals(-Errno.EINVAL, knet.setPingTimers(peer, 0, 0, 2000, 2048));
                assertEquals(0, knet.setPongCount(peer, 0, 1));
                assertEquals(0, knet.enableLink(peer, 0, true));
            }
        }

        private int fill(final String text) {
            final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
            return bytes.length;
        }

        private void send(final String text) {
            final int length = fill(text);
            assertEquals(length, Sockets.send(fd, buffer, 0, length, 0));
        }

        private int sendSync(final String text) {
            return knet.sendSync(buffer, fill(text), 0);
        }

        private String receive() {
            final long[] length = new long[1];
            await(() -> {
                length[0] = Sockets.recv(fd, buffer, 0, buffer.byteSize(), 0);
                return length[0] > 0;
            });
            return new String(buffer.asSlice(0, length[0]).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
        }

        @Override
        public int destination(final MemorySegment memory, final long address, final long length, final int channel) {
            final byte first = memory.get(ValueLayout.JAVA_BYTE, address);
            return switch (first) {
                case 'B' -> EVERYBODY;
                case 'X' -> NOBODY;
                case '!' -> throw new IllegalStateException("as asked");
                default -> first;
            };
        }

        @Override
        public void onSocket(final int socket, final int channel, final boolean sending, final int result, final int errno) {
            sockets.add("fd=" + socket + ", channel=" + channel + ", sending=" + sending + ", result=" + result + ", errno=" + errno);
        }

        @Override
        public void onHost(final int hostId, final boolean reachable) {
            reached.add(reachable ? hostId : -hostId);
        }

        @Override
        public void onMtu(final int dataMtu) {
            mtus.add(dataMtu);
        }

        @Override
        public void close() {
            for (final int peer : peers) {
                knet.enableLink(peer, 0, false);
                knet.clearLink(peer, 0);
                knet.removeHost(peer);
            }
            knet.removeDataFd(fd);
            knet.close();
            Files.close(logFd);
            Files.close(pipe.get(ValueLayout.JAVA_INT, 4));
        }
    }

    private static InetAddress address(final int id) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte)id});
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
