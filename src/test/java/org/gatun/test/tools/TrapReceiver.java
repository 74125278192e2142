package org.gatun.test.tools;

import java.io.IOException;
import java.math.BigInteger;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.gatun.test.hosts.Host;
import org.gatun.test.hosts.HostThread;

/** Takes SNMP traps on a port of a host's loopback address, in a thread of its own. */
final class TrapReceiver implements AutoCloseable {
    private static final int DATAGRAM_MAX = 65_536;
    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_FORM = 0x80;
    private static final int OCTETS = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int TIME_TICKS = 0x43;
    private static final int TRAP = 0xa7;

    private final DatagramSocket socket;
    private final List<String> traps = new ArrayList<>();

    TrapReceiver(final Host host) {
        try (HostThread thread = new HostThread(host)) {
            socket = thread.call(() -> new DatagramSocket(0, InetAddress.getByName("127.0.0.1")));
        }
        Thread.ofPlatform().daemon().start(this::receive);
    }

    /** The address for {@code -m}. */
    String manager() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void receive() {
        final DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
        try {
            while (true) {
                packet.setLength(DATAGRAM_MAX);
                socket.receive(packet);
                final StringBuilder text = new StringBuilder();
                append(text, ByteBuffer.wrap(packet.getData(), 0, packet.getLength()).slice());
                synchronized (traps) {
                    traps.add(text.toString().strip());
                }
            }
        } catch (final IOException e) {
            // Closed.
        }
    }

    /** The elements of the basic encoding rules, one behind the other, without the trap's own number and time. */
    private static void append(final StringBuilder text, final ByteBuffer elements) {
        while (elements.hasRemaining()) {
            final int tag = elements.get() & 0xff;
            final byte[] value = new byte[length(elements)];
            elements.get(value);
            if ((tag & CONSTRUCTED) != 0) {
                if (tag == TRAP) {
                    final ByteBuffer body = ByteBuffer.wrap(value);
                    body.get();
                    body.get(new byte[length(body)]);
                    append(text, body.slice());
                } else {
                    append(text, ByteBuffer.wrap(value));
                }
            } else if (tag != TIME_TICKS) {
                text.append(' ').append(HexFormat.of().toHexDigits((byte)tag)).append('=').append(switch (tag) {
                    case OCTETS -> new String(value, StandardCharsets.UTF_8);
                    case OBJECT_ID -> HexFormat.of().formatHex(value);
                    default -> new BigInteger(value).toString();
                });
            }
        }
    }

    private static int length(final ByteBuffer elements) {
        final int first = elements.get() & 0xff;
        if (first < LONG_FORM) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < first - LONG_FORM; i++) {
            length = length << 8 | elements.get() & 0xff;
        }
        return length;
    }

    /** Those that have come, each as one line: community, and names and values of its objects. */
    List<String> traps() {
        synchronized (traps) {
            return List.copyOf(traps);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
