package org.gatun.test.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The UDP payloads of captures between C corosync nodes, from the test resources. Reads classic pcap files of Ethernet or Linux
 * cooked capture, IPv4; fragments are left out.
 *
 * <pre>
 *  offset  size  pcap file                     record
 *       0     4  magic 0xa1b2c3d4 (or …3c4d)   seconds
 *       8     4                                captured length
 *      16                                      packet
 *      20     4  link type
 *      24        records
 * </pre>
 */
public final class CapturedFrames {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LINK_ETHERNET = 1;
    private static final int LINK_COOKED = 113;
    private static final int LINK_COOKED_V2 = 276;
    private static final int IPPROTO_UDP = 17;
    private static final int FRAGMENT_BITS = 0x3fff;
    private static final int UDP_HEADER = 8;

    private CapturedFrames() {
    }

    /** The payloads of the capture {@code captures/NAME.pcap}, in order. */
    public static List<byte[]> read(final String name) {
        final ByteBuffer file;
        try (InputStream stream = CapturedFrames.class.getResourceAsStream("/captures/" + name + ".pcap")) {
            file = ByteBuffer.wrap(stream.readAllBytes());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        file.order(ByteOrder.LITTLE_ENDIAN);
        final int ipOffset = switch (file.getInt(20)) {
            case LINK_ETHERNET -> 14;
            case LINK_COOKED -> 16;
            case LINK_COOKED_V2 -> 20;
            default -> throw new IllegalArgumentException("unknown link type: linkType=" + file.getInt(20) + ", capture=" + name);
        };
        final List<byte[]> payloads = new ArrayList<>();
        for (int at = FILE_HEADER; at + RECORD_HEADER <= file.limit();) {
            final int length = file.getInt(at + 8);
            addPayload(payloads, file, at + RECORD_HEADER + ipOffset);
            at += RECORD_HEADER + length;
        }
        return payloads;
    }

    private static void addPayload(final List<byte[]> payloads, final ByteBuffer file, final int ip) {
        final int headerLength = (file.get(ip) & 0x0f) * 4;
        final boolean isFragment = (Short.reverseBytes(file.getShort(ip + 6)) & FRAGMENT_BITS) != 0;
        if ((file.get(ip) >>> 4) == 4 && file.get(ip + 9) == IPPROTO_UDP && !isFragment) {
            final int udp = ip + headerLength;
            final byte[] payload = new byte[(Short.reverseBytes(file.getShort(udp + 4)) & 0xffff) - UDP_HEADER];
            file.get(udp + UDP_HEADER, payload);
            payloads.add(payload);
        }
    }
}
