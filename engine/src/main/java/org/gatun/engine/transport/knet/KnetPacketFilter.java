package org.gatun.engine.transport.knet;

import static org.gatun.natives.linux.SocketFilter.BPF_JEQ;
import static org.gatun.natives.linux.SocketFilter.BPF_JGE;
import static org.gatun.natives.linux.SocketFilter.BPF_JGT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.SocketFilter;
import org.gatun.natives.linux.SocketFilter.Checks;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps packets from libknet that no node sends and that libknet 1.25 takes without looking: it copies fragments to where their numbers
 * say (CVE-2026-15813), answers short packets with what it has in memory, and opens any packet compressed with zstd by a context that it
 * may not have. The kernel throws them away before they reach the socket.
 *
 * <p>Only where packets are in clear: of sealed ones nothing can be said before they are opened, and only holders of the key make them. A
 * filter sees one packet at a time, so that fragments which do not fit each other pass.
 *
 * <p>What is looked at (source: {@code libknet/onwire.h} of kronosnet 1.25), offsets in the UDP payload:
 * <pre>
 *  all        0 u8 version, 1            1 u8 type
 *  0x00 data  8 u8 compression, 0 to 7  11 u8 fragments  12 u8 number of the fragment, from 1; of a whole message 0
 *            13 i8 channel, 0 to 31     14 at least one byte of a message, which has at most 65536; two if it is whole and compressed
 *  0x81 ping, 0x82 pong      6 u8 link, 0 to 7    26 bytes
 *  0x83 pmtud, 0x84 reply    6 u8 link, 0 to 7    9 bytes or more
 * </pre>
 *
 * <p>The ring's thread only.
 */
final class KnetPacketFilter {
    /** The model whose packets libknet opens with what it has of the node's own model. */
    static final String ZSTD_MODEL = "zstd";

    private static final Logger LOG = LoggerFactory.getLogger("TOTEM");

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    /** A filter of a UDP socket sees the UDP header, too. */
    private static final int UDP = 8;
    private static final int DATA = 0x00;
    private static final int PING = 0x81;
    private static final int PONG = 0x82;
    private static final int PMTUD = 0x83;
    private static final int PMTUD_REPLY = 0x84;
    private static final int VERSION = 1;
    private static final int DATA_HEADER = 14;
    private static final int MESSAGE_MAX = 65_536;
    /** No model makes less of a message. One byte can be lz4's word for no message, of which libknet 1.25 copies 66586 bytes. */
    private static final int COMPRESSED_MIN = 2;
    private static final int PING_SIZE = 26;
    private static final int PMTUD_SIZE = 9;
    private static final int LINKS = 8;
    private static final int CHANNELS = 32;
    private static final int COMPRESSIONS = 8;
    private static final int ZSTD = 7;
    private static final int FRAGMENTS_MAX = 254;

    private static final int TYPE_AT = UDP + 1;
    private static final int LINK_AT = UDP + 6;
    private static final int COMPRESSION_AT = UDP + 8;
    private static final int FRAGMENTS_AT = UDP + 11;
    private static final int FRAGMENT_AT = UDP + 12;
    private static final int CHANNEL_AT = UDP + 13;

    private final long[] program;
    /** Local addresses of links. */
    private final Set<InetSocketAddress> sources = new HashSet<>();
    private boolean clear;

    /** @param opensZstd whether this node's own model is zstd */
    KnetPacketFilter(final boolean opensZstd) {
        program = program(opensZstd);
    }

    static long[] program(final boolean opensZstd) {
        final Checks fragment = new Checks().loadByte(FRAGMENT_AT).require(BPF_JGE, 1).keep()
            .loadByte(FRAGMENTS_AT).refuse(BPF_JGT, FRAGMENTS_MAX).requireKept(BPF_JGE)
            .loadLength().subtract(UDP + DATA_HEADER).multiplyByKept().refuse(BPF_JGT, MESSAGE_MAX);
        final Checks data = new Checks().loadLength().refuse(BPF_JGT, UDP + DATA_HEADER + MESSAGE_MAX).require(BPF_JGT, UDP + DATA_HEADER)
            .loadByte(CHANNEL_AT).refuse(BPF_JGE, CHANNELS)
            .loadByte(COMPRESSION_AT).refuse(BPF_JGE, opensZstd ? COMPRESSIONS : ZSTD)
            .loadByte(FRAGMENTS_AT).when(BPF_JGT, 1, fragment)
            .loadByte(COMPRESSION_AT).when(BPF_JEQ, 0, new Checks())
            .loadLength().require(BPF_JGE, UDP + DATA_HEADER + COMPRESSED_MIN);
        final Checks ping = new Checks().loadByte(LINK_AT).refuse(BPF_JGE, LINKS).loadLength().require(BPF_JEQ, UDP + PING_SIZE);
        final Checks pmtud = new Checks().loadByte(LINK_AT).refuse(BPF_JGE, LINKS).loadLength().require(BPF_JGE, UDP + PMTUD_SIZE);
        return new Checks().loadByte(UDP).require(BPF_JEQ, VERSION)
            .loadByte(TYPE_AT).when(BPF_JEQ, DATA, data).when(BPF_JEQ, PING, ping).when(BPF_JEQ, PONG, ping)
            .when(BPF_JEQ, PMTUD, pmtud).when(BPF_JEQ, PMTUD_REPLY, pmtud).program();
    }

    /** libknet has made a socket for links from this address. */
    void add(final InetSocketAddress source) {
        sources.add(source);
        apply();
    }

    /** Whether packets are in clear, and nothing else is opened. */
    void setClear(final boolean isClear) {
        if (clear != isClear) {
            clear = isClear;
            apply();
        }
    }

    private void apply() {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS); Arena arena = Arena.ofConfined()) {
            final MemorySegment address = arena.allocate(SocketAddresses.SOCKADDR_MAX, Long.BYTES);
            final MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
            for (final Path descriptor : descriptors) {
                final int fd = Integer.parseInt(descriptor.getFileName().toString());
                length.set(ValueLayout.JAVA_INT, 0, (int)address.byteSize());
                if (Sockets.getsockname(fd, address, length) == 0 && isOfLinks(address)
                    && Sockets.getsockoptInt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_TYPE) == Sockets.SOCK_DGRAM) {
                    apply(fd);
                }
            }
        } catch (final IOException e) {
            LOG.warn("Cannot look for the sockets of links: {}", e.getMessage());
        }
    }

    private boolean isOfLinks(final MemorySegment address) {
        final int family = SocketAddresses.family(address, 0);
        return (family == Sockets.AF_INET || family == Sockets.AF_INET6)
            && sources.contains(new InetSocketAddress(SocketAddresses.inet(address, 0), SocketAddresses.port(address, 0)));
    }

    private void apply(final int fd) {
        final int rc = clear ? SocketFilter.attach(fd, program) : SocketFilter.detach(fd);
        if (rc < 0 && rc != -Errno.ENOENT) {
            LOG.warn("Cannot change the packet filter of a link: {} ({})", Errno.strerror(-rc), -rc);
        }
    }
}
