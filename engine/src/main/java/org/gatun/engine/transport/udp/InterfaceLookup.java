package org.gatun.engine.transport.udp;

import java.net.InetAddress;

/** Port: which local interface has an address. */
@FunctionalInterface
public interface InterfaceLookup {
    /**
     * A local interface.
     *
     * @param address its own address
     * @param index its number, above 0
     * @param up whether it is administratively up
     */
    record LocalInterface(InetAddress address, int index, boolean up) {
    }

    /**
     * The interface with exactly this address; else the first whose network, by its own mask, is this address's; else null.
     * Asked anew at each check.
     */
    LocalInterface find(InetAddress bindAddress);
}
