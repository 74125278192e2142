package org.gatun.engine.config;

import java.net.InetAddress;
import java.util.List;

/** What a host knows about names and addresses, its own and others'. May block on a name service; used at start and reload only. */
public interface HostNames {
    /** The node name of the kernel ({@code uname -n}). */
    String nodeName();

    /** The addresses of the interfaces of this host that are up, both families. */
    List<InetAddress> interfaceAddresses();

    /** All addresses of a name or of an address in text form, in the resolver's order; empty if there is none. */
    List<InetAddress> resolve(String name);

    /** The name of an address, {@code null} if it has none. */
    String nameOf(InetAddress address);

    /** The host we run on. */
    static HostNames ofSystem() {
        return new SystemHostNames();
    }
}
