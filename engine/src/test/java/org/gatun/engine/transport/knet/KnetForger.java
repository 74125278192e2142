package org.gatun.engine.transport.knet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A node on 127.0.0.ID that answers pings and questions for the MTU, so that its links are up, and sends any packets in clear. One thread. */
final class KnetForger implements AutoCloseable {
    static final int DATA = 0x00;
    static final int PING = 0x81;
    static final int PONG = 0x82;
    static final int PMTUD = 0x83;
    static final int PMTUD_REPLY = 0x84;
    static final int DATA_HEADER = 14;
    private static final int VERSION = 1;
    private static final int HEADER = 6;
    private static final int NODE_AT = 2;
    private static final int PING_SIZE = 26;
    private static final int PMTUD_SIZE = 9;

    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private final int id;
    private final int port;
    private int sequence = 1;

    KnetForger(final int id, final int port) {
        this.id = id;
        this.port = port;
        try {
            channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress("127.0.0." + id, port));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers what came since the last time. */
    void answer() {
        try {
            for (SocketAddress from = receive(); from != null; from = receive()) {
                final int type = buffer.limit() >= PMTUD_SIZE ? buffer.get(1) & 0xff : DATA;
                if (type == PING || type == PMTUD) {
                    buffer.put(1, (byte)(type == PING ? PONG : PMTUD_REPLY)).putShort(NODE_AT, (short)id).limit(type == PING ? PING_SIZE : PMTUD_SIZE);
                    channel.send(buffer, from);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SocketAddress receive() throws IOException {
        buffer.clear();
        final SocketAddress from = channel.receive(buffer);
        buffer.flip();
        return from;
    }

    void send(final int target, final byte[] packet) {
        try {
            channel.send(ByteBuffer.wrap(packet), new InetSocketAddress("127.0.0." + target, port));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A packet of this node: its header and these bytes. */
    byte[] packet(final int type, final byte... rest) {
        return ByteBuffer.allocate(HEADER + rest.length).put((byte)VERSION).put((byte)type).putShort((short)id).putShort((short)0).put(rest).array();
    }

    /** Goes on to the next message. */
    void next() {
        sequence++;
    }

    /** A fragment of the message that is being sent. */
    byte[] fragment(final int compression, final int fragments, final int fragment, final int dataChannel, final int length) {
        final ByteBuffer rest = ByteBuffer.allocate(DATA_HEADER - HEADER + length).putShort((short)sequence).put((byte)compression).put((byte)0)
            .put((byte)1).put((byte)fragments).put((byte)fragment).put((byte)dataChannel);
        return packet(DATA, rest.array());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
