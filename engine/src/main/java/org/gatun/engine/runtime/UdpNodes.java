package org.gatun.engine.runtime;

import java.net.InetAddress;
import java.util.List;
import org.gatun.engine.config.NodeEntry;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.service.NodeDirectory;

/** What is known of nodes and links with the transports {@code udpu} and {@code udp}: one link, no state of it. One thread. */
final class UdpNodes implements NodeDirectory {
    private TotemSettings settings;

    UdpNodes(final TotemSettings settings) {
        this.settings = settings;
    }

    /** Takes the nodes of a new configuration. */
    void update(final TotemSettings newSettings) {
        settings = newSettings;
    }

    @Override
    public String describe(final int nodeId) {
        final StringBuilder text = new StringBuilder();
        for (final InetAddress address : addresses(nodeId)) {
            text.append("r(0) ip(").append(AddressText.of(address)).append(") ");
        }
        return text.toString();
    }

    @Override
    public List<InetAddress> addresses(final int nodeId) {
        final NodeEntry node = find(nodeId);
        return node == null || node.addresses().getFirst() == null ? List.of() : List.of(node.addresses().getFirst());
    }

    @Override
    public List<Interface> interfaces() {
        return List.of(new Interface("0 " + AddressText.of(settings.links().getFirst().bindAddress()), "OK"));
    }

    @Override
    public Status status(final int nodeId) {
        final String source = addresses(nodeId).stream().findFirst().map(AddressText::of).orElse("");
        final Link link = new Link(0, true, true, false, settings.parameters().netMtu(), source, "");
        return new Status(true, false, false, 0, 0, 0, List.of(link));
    }

    private NodeEntry find(final int nodeId) {
        for (final NodeEntry node : settings.nodes()) {
            if (node.nodeId() == nodeId) {
                return node;
            }
        }
        return null;
    }
}
