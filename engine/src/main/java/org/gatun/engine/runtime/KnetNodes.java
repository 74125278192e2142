package org.gatun.engine.runtime;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.AddressText;
import org.gatun.engine.config.LinkSettings;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.transport.knet.KnetLink;
import org.gatun.engine.transport.knet.KnetTransport;
import org.gatun.natives.knet.KnetFigures;

/** What libknet knows of nodes and links. The services' thread. */
final class KnetNodes extends ConfiguredNodes {
    private static final int ENABLED = 1;
    private static final int CONNECTED = 2;
    private static final int DYNAMICALLY_CONNECTED = 4;

    private final KnetTransport transport;
    private final KnetFigures figures = KnetFigures.ofLink(Arena.ofAuto());

    KnetNodes(final TotemSettings settings, final KnetTransport transport) {
        super(settings);
        this.transport = transport;
    }

    @Override
    public List<Interface> interfaces() {
        final List<Interface> interfaces = new ArrayList<>();
        for (final LinkSettings link : settings().links()) {
            if (link.bindAddress() != null) {
                interfaces.add(new Interface(link.link() + " " + AddressText.of(link.bindAddress()), states(link.link())));
            }
        }
        return interfaces;
    }

    @Override
    public Status status(final int nodeId, final boolean isMember) {
        final List<Link> links = new ArrayList<>();
        boolean known = false;
        for (final KnetLink path : transport.links()) {
            final int link = path.link();
            known |= path.nodeId() == nodeId;
            if (path.nodeId() == nodeId && transport.linkStatus(nodeId, link, figures)) {
                links.add(new Link(link, is("enabled"), is("connected"), is("dynconnected"), (int)figures.number("mtu"),
                    figures.text("src_ipaddr"), figures.text("dst_ipaddr")));
            }
        }
        return known ? new Status(transport.isReachable(nodeId), false, false, 0, 0, 0, links) : null;
    }

    /** A character a node, in the order of node ids. */
    private String states(final int link) {
        final StringBuilder text = new StringBuilder();
        final List<KnetLink> paths = transport.links();
        for (final int node : paths.stream().map(KnetLink::nodeId).distinct().toList()) {
            if (node == settings().localNode().nodeId()) {
                text.append('n');
            } else if (!paths.contains(new KnetLink(node, link))) {
                text.append('d');
            } else if (!transport.linkStatus(node, link, figures)) {
                text.append('?');
            } else {
                text.append((is("enabled") ? ENABLED : 0) + (is("connected") ? CONNECTED : 0)
                    + (is("dynconnected") ? DYNAMICALLY_CONNECTED : 0));
            }
        }
        return text.toString();
    }

    private boolean is(final String flag) {
        return figures.number(flag) != 0;
    }
}
