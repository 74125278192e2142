package org.gatun.engine.runtime;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.AddressText;
import org.gatun.engine.config.NodeEntry;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.service.NodeDirectory;

/** What the nodelist says of nodes. One thread. */
abstract class ConfiguredNodes implements NodeDirectory {
    private TotemSettings settings;

    ConfiguredNodes(final TotemSettings settings) {
        this.settings = settings;
    }

    /** Takes the nodes of a new configuration. */
    final void update(final TotemSettings newSettings) {
        settings = newSettings;
    }

    final TotemSettings settings() {
        return settings;
    }

    @Override
    public final String describe(final int nodeId) {
        final StringBuilder text = new StringBuilder();
        final NodeEntry node = find(nodeId);
        if (node != null) {
            for (int link = 0; link < node.addresses().size(); link++) {
                if (node.addresses().get(link) != null) {
                    text.append("r(").append(link).append(") ip(").append(AddressText.of(node.addresses().get(link))).append(") ");
                }
            }
        }
        return text.toString();
    }

    @Override
    public final List<InetAddress> addresses(final int nodeId) {
        final List<InetAddress> addresses = new ArrayList<>();
        final NodeEntry node = find(nodeId);
        if (node != null) {
            for (final InetAddress address : node.addresses()) {
                if (address != null) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
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
