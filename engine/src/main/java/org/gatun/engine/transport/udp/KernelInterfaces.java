package org.gatun.engine.transport.udp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.gatun.natives.linux.Interfaces;
import org.gatun.natives.linux.Interfaces.InterfaceAddress;

/** The interfaces of the network namespace of the calling thread. Stateless; allocates, and is asked seldom. */
final class KernelInterfaces implements InterfaceLookup {
    @Override
    public LocalInterface find(final InetAddress bindAddress) {
        return choose(Interfaces.getifaddrs(), bindAddress);
    }

    static LocalInterface choose(final List<InterfaceAddress> interfaces, final InetAddress bindAddress) {
        final byte[] wanted = bindAddress.getAddress();
        InterfaceAddress chosen = null;
        for (final InterfaceAddress candidate : interfaces) {
            final byte[] own = candidate.address().getAddress();
            if (own.length == wanted.length) {
                if (samePrefix(own, wanted, own.length * 8)) {
                    chosen = candidate;
                    break;
                }
                if (chosen == null && samePrefix(own, wanted, candidate.prefixLength())) {
                    chosen = candidate;
                }
            }
        }
        if (chosen == null) {
            return null;
        }
        return new LocalInterface(isOwnLoopback(chosen, wanted) ? bindAddress : chosen.address(), chosen.index(), chosen.isUp());
    }

    /**
     * Whether this is a host's address in the IPv4 network of a loopback interface: all of them are this host's, though the interface
     * names one. A deviation from corosync, which takes that one, so that several nodes can share a host without further addresses.
     */
    private static boolean isOwnLoopback(final InterfaceAddress candidate, final byte[] wanted) {
        return candidate.address().isLoopbackAddress() && candidate.prefixLength() < Integer.SIZE
            && ByteBuffer.wrap(wanted).getInt() << candidate.prefixLength() != 0;
    }

    private static boolean samePrefix(final byte[] a, final byte[] b, final int bits) {
        for (int i = 0; i < a.length; i++) {
            final int left = Math.clamp(bits - 8 * i, 0, 8);
            final int mask = 0xff00 >> left & 0xff;
            if (((a[i] ^ b[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
