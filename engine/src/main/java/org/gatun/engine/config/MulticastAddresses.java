package org.gatun.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** The multicast address that is made from the name of the cluster where none is configured. */
final class MulticastAddresses {
    private MulticastAddresses() {
    }

    /** 239.192.x.y or ff15::x, by the family of the local address; the same on every node of the cluster. */
    static String make(final String clusterName, final int link, final InetAddress bindAddress) {
        int hash = 0;
        for (final byte c : clusterName.getBytes(StandardCharsets.UTF_8)) {
            hash = 2 * hash + c;
        }
        final int id = hash + link & 0xffff;
        // The last byte is taken modulo 255, not 256: the C engine does so, and all nodes must agree.
        return bindAddress instanceof Inet4Address ? "239.192." + id / 256 + '.' + id % 255 : "ff15::" + Integer.toHexString(id);
    }
}
