package org.gatun.test.hosts;

import java.util.ArrayList;
import java.util.List;

/** Hosts on one Ethernet segment. {@link #close} removes them with everything that still runs on them. One thread. */
public abstract class Network implements AutoCloseable {
    private final List<Host> hosts;

    /** Makes the namespaces; the subclass joins them and then calls {@link #configureHosts}. */
    Network(final int hostCount) {
        if (hostCount < 1 || hostCount > 250) {
            throw new IllegalArgumentException("host count out of range 1..250: hostCount=" + hostCount);
        }
        final List<Host> made = new ArrayList<>();
        for (int i = 1; i <= hostCount; i++) {
            final Host host = new Host(i, Namespaces.newName("n" + i));
            Namespaces.add(host.namespace());
            made.add(host);
        }
        hosts = List.copyOf(made);
    }

    /** The hosts, that with index 1 first. */
    public final List<Host> hosts() {
        return hosts;
    }

    /** The host with this index, from 1. */
    public final Host host(final int index) {
        return hosts.get(index - 1);
    }

    final void configureHosts() {
        for (final Host host : hosts) {
            Commands.run(List.of("ip", "-n", host.namespace(), "-batch", "-"),
                String.join("\n", host.configure(hosts.size())) + "\n").orThrow();
            // Recovery frames are longer than the link's MTU. Half of one that was lost would take room for up to a minute, and soon all of it:
            // then no such frame arrives any more.
            Commands.run(host.onHost(List.of("sysctl", "-qw", "net.ipv4.ipfrag_time=1", "net.ipv6.ip6frag_time=1")), "").orThrow();
        }
    }

    /** Takes a host's interface down or up, as pulling its cable does. */
    public final void setInterfaceUp(final int index, final boolean up) {
        Commands.run("ip", "-n", host(index).namespace(), "link", "set", "eth0", up ? "up" : "down").orThrow();
    }

    /** Sets the MTU of every host's interface, in bytes of IP packet. */
    public void setMtu(final int mtu) {
        for (final Host host : hosts) {
            Commands.run("ip", "-n", host.namespace(), "link", "set", "eth0", "mtu", Integer.toString(mtu)).orThrow();
        }
    }

    /** Throws when the network has failed to carry what it should have carried. */
    public void check() {
        // The kernel's own networks do not fail.
    }

    @Override
    public void close() {
        hosts.forEach(host -> Namespaces.remove(host.namespace()));
    }
}
