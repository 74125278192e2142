package org.gatun.engine.runtime;

import java.util.List;
import org.gatun.engine.config.AddressText;
import org.gatun.engine.config.TotemSettings;

/** What is known of nodes and links with the transports {@code udpu} and {@code udp}: one link, no state of it. One thread. */
final class UdpNodes extends ConfiguredNodes {
    UdpNodes(final TotemSettings settings) {
        super(settings);
    }

    @Override
    public List<Interface> interfaces() {
        return List.of(new Interface("0 " + AddressText.of(settings().links().getFirst().bindAddress()), "OK"));
    }

    @Override
    public Status status(final int nodeId, final boolean isMember) {
        final List<Link> links = addresses(nodeId).stream().limit(1)
            .map(address -> new Link(0, true, isMember, false, settings().parameters().netMtu(), AddressText.of(address), "")).toList();
        return new Status(isMember, false, false, 0, 0, 0, links);
    }
}
