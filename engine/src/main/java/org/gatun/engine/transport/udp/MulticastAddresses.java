package org.gatun.engine.transport.udp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** The multicast address that a cluster takes from its name where {@code mcastaddr} is not configured. Stateless. */
public final class MulticastAddresses {
    private MulticastAddresses() {
    }

    /**
     * 239.192.x.y or ff15::xxxx, from a 16-bit hash of the name (its bytes as signed characters) plus the link number. The last
     * byte of the IPv4 form is the hash modulo 255, not 256; the C engine does so, and all nodes must agree.
     */
    public static InetAddress ofClusterName(final String clusterName, final int link, final boolean ipv6) {
        int hash = 0;
        for (final byte b : clusterName.getBytes(StandardCharsets.UTF_8)) {
            hash = 2 * hash + b;
        }
        final int id = (hash & 0xffff) + link & 0xffff;
        final byte[] address;
        if (ipv6) {
            address = new byte[16];
            address[0] = (byte) 0xff;
            address[1] = 0x15;
            address[14] = (byte) (id >> 8);
            address[15] = (byte) id;
        } else {
            address = new byte[] {(byte) 239, (byte) 192, (byte) (id / 256), (byte) (id % 255)};
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
