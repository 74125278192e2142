package org.gatun.test.hosts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A host: a network namespace with one interface, {@code eth0}. Made and removed by its {@link Network}. Immutable; any thread.
 *
 * @param index     1 for the first host of a network; also the last byte of its addresses
 * @param namespace name of the network namespace
 */
public record Host(int index, String namespace) {
    /** {@code 10.77.0.INDEX}, in a /24. */
    public String ipv4() {
        return "10.77.0." + index;
    }

    /** {@code fd77::INDEX}, in a /64. */
    public String ipv6() {
        return "fd77::" + Integer.toHexString(index);
    }

    String hardwareAddress() {
        return String.format("02:67:74:00:00:%02x", index);
    }

    /** Runs a command on this host to its end; see {@link Commands#run(List, String)}. */
    public Commands.Result run(final String... command) {
        return Commands.run(onHost(List.of(command)), "");
    }

    /** {@code command} as a command of this machine that runs it in the host's network, in a process with the same id. */
    public List<String> onHost(final List<String> command) {
        final List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + Path.of("/run/netns", namespace)));
        all.addAll(command);
        return all;
    }

    /** {@code ip(8)} commands that give eth0, which must exist, its addresses and routes, and all neighbours theirs. */
    List<String> configure(final int hostCount) {
        final List<String> lines = new ArrayList<>(List.of(
            "link set lo up",
            "link set eth0 address " + hardwareAddress(),
            "addr add " + ipv4() + "/24 brd + dev eth0",
            "link set eth0 up",
            "addr add " + ipv6() + "/64 dev eth0 nodad",
            "route add 224.0.0.0/4 dev eth0",
            "route add 255.255.255.255/32 dev eth0"));
        // Neighbours are fixed, so that a fault on the network never shows as a lost address resolution, seconds long.
        for (int i = 1; i <= hostCount; i++) {
            if (i != index) {
                final Host peer = new Host(i, "");
                lines.add("neigh replace " + peer.ipv4() + " lladdr " + peer.hardwareAddress() + " dev eth0 nud permanent");
                lines.add("neigh replace " + peer.ipv6() + " lladdr " + peer.hardwareAddress() + " dev eth0 nud permanent");
            }
        }
        return lines;
    }
}
