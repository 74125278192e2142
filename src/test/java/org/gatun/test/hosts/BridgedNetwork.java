package org.gatun.test.hosts;

import java.util.ArrayList;
import java.util.List;

/** Hosts joined by a plain bridge of the kernel: no faults, and no cost of ours in what is measured. One thread. */
public final class BridgedNetwork extends Network {
    private final String bridgeNamespace;

    public BridgedNetwork(final int hostCount) {
        super(hostCount);
        bridgeNamespace = Namespaces.newName("sw");
        Namespaces.add(bridgeNamespace);
        final List<String> lines = new ArrayList<>(List.of("link add br0 type bridge mcast_snooping 0", "link set br0 up"));
        for (final Host host : hosts()) {
            final String port = "p" + host.index();
            lines.add("link add " + port + " type veth peer name eth0 netns " + host.namespace());
            lines.add("link set " + port + " master br0 up");
        }
        Commands.run(List.of("ip", "-n", bridgeNamespace, "-batch", "-"), String.join("\n", lines) + "\n").orThrow();
        configureHosts();
    }

    @Override
    public void close() {
        super.close();
        Namespaces.remove(bridgeNamespace);
    }
}
