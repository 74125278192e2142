package org.gatun.tools.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatun.client.Cfg;
import org.gatun.client.CfgNodeStatus;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;

/**
 * The nodes of the list as this node sees them, and its links.
 *
 * @param linkTransports what each link runs over, by its number
 * @param nodes by ascending id, this node among them
 */
record LinkStatus(int localNodeId, String transport, List<String> linkTransports, List<CfgNodeStatus> nodes) {
    private static final int LINKS_MAX = 8;
    private static final int ID_WIDTH = 10;
    private static final int CONNECTED_BIT = 2;

    static LinkStatus read(final IpcEndpoint endpoint) {
        try (Cmap cmap = open(endpoint); Cfg cfg = Cfg.open(endpoint, (kind, error) -> { })) {
            final String transport = cmap.find("totem.transport").map(CmapValue::toString).orElse("knet");
            final int local = cfg.localNodeId();
            final List<CfgNodeStatus> nodes = new ArrayList<>();
            for (final int nodeId : nodeIds(cmap)) {
                nodes.add(cfg.nodeStatus(nodeId));
            }
            final List<String> linkTransports = new ArrayList<>();
            for (int i = 0; i < LINKS_MAX; i++) {
                final Optional<CmapValue> value = cmap.find("totem.interface." + i + ".knet_transport");
                linkTransports.add(value.map(CmapValue::toString).orElse("knet".equals(transport) ? "udp" : ""));
            }
            return new LinkStatus(local, transport, linkTransports, nodes);
        } catch (final CsException e) {
            throw new ToolFailure("Could not initialize corosync configuration API error " + ToolFailure.connection(e).code());
        }
    }

    private static Cmap open(final IpcEndpoint endpoint) throws CsException {
        return Cmap.open(endpoint, CmapMap.ICMAP);
    }

    private static List<Integer> nodeIds(final Cmap cmap) throws CsException {
        final List<Integer> ids = new ArrayList<>();
        for (final String key : cmap.keys("nodelist.node.")) {
            if (key.endsWith(".nodeid")) {
                ids.add((int)cmap.get(key).asLong());
            }
        }
        ids.sort(Integer::compareUnsigned);
        return ids;
    }

    private boolean isLocal(final CfgNodeStatus node) {
        return node.nodeId() == localNodeId;
    }

    /** The node whose links stand for those of this one: the last other one; in a list of one node that one. */
    private CfgNodeStatus representative() {
        CfgNodeStatus found = nodes.getFirst();
        for (final CfgNodeStatus node : nodes) {
            if (!isLocal(node)) {
                found = node;
            }
        }
        return found;
    }

    void print(final Output output, final boolean isBrief, final boolean isJson) {
        if (isJson) {
            output.line(json(false));
            return;
        }
        output.line("Local node ID " + Output.unsigned(localNodeId) + ", transport " + transport);
        final List<CfgNodeStatus.Link> links = nodes.isEmpty() ? List.of() : representative().links();
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).isEnabled()) {
                output.line("LINK ID " + i + " " + linkTransports.get(i));
                output.line("\taddr\t= " + links.get(i).source());
                output.print(isBrief ? brief(i) : full(i));
            }
        }
    }

    private String brief(final int link) {
        final StringBuilder text = new StringBuilder("\tstatus\t= ");
        for (final CfgNodeStatus node : nodes) {
            final CfgNodeStatus.Link on = node.links().get(link);
            text.append(isLocal(node) ? "n"
                : String.valueOf((on.isEnabled() ? 1 : 0) + (on.isConnected() ? CONNECTED_BIT : 0)));
        }
        return text.append('\n').toString();
    }

    private String full(final int link) {
        final StringBuilder text = new StringBuilder("\tstatus:\n");
        for (final CfgNodeStatus node : nodes) {
            text.append("\t\tnodeid: ").append(Output.right(Output.unsigned(node.nodeId()), ID_WIDTH)).append(":\t")
                .append(state(node, link)).append('\n');
        }
        return text.toString();
    }

    private String state(final CfgNodeStatus node, final int link) {
        if (isLocal(node)) {
            return "localhost";
        }
        return node.links().get(link).isConnected() ? "connected" : "disconnected";
    }

    void printNodes(final Output output, final boolean isJson) {
        if (isJson) {
            output.line(json(true));
            return;
        }
        output.line("Local node ID " + Output.unsigned(localNodeId) + ", transport " + transport);
        for (final CfgNodeStatus node : nodes) {
            if (node.isReachable() && !isLocal(node)) {
                printNode(output, node);
            }
        }
    }

    private void printNode(final Output output, final CfgNodeStatus node) {
        output.print("nodeid: " + Output.unsigned(node.nodeId()) + " reachable" + (node.isRemote() ? " remote" : "")
            + (node.isExternal() ? " external" : ""));
        if (node.onwireVersion() > 0) {
            output.print("   onwire (min/max/cur): " + node.onwireMin() + ", " + node.onwireMax() + ", " + node.onwireVersion());
        }
        output.print("\n");
        for (int i = 0; i < node.links().size(); i++) {
            final CfgNodeStatus.Link link = node.links().get(i);
            if (link.isEnabled()) {
                output.line("   LINK: " + i + " " + linkTransports.get(i) + " (" + link.source()
                    + (link.destination().isEmpty() ? "" : "->" + link.destination()) + ") enabled"
                    + (link.isConnected() ? " connected" : "") + (link.isDynamicallyConnected() ? " dynconnected" : "")
                    + " mtu: " + Output.unsigned(link.mtu()));
            }
        }
        output.print("\n");
    }

    private String json(final boolean isReachableOnly) {
        final Json json = new Json().object().field("localNodeId", Integer.toUnsignedLong(localNodeId))
            .field("transport", transport).name("nodes").array();
        for (final CfgNodeStatus node : nodes) {
            if (isReachableOnly && (isLocal(node) || !node.isReachable())) {
                continue;
            }
            json.object().field("nodeId", Integer.toUnsignedLong(node.nodeId())).field("local", isLocal(node))
                .field("reachable", node.isReachable()).name("links").array();
            for (int i = 0; i < node.links().size(); i++) {
                link(json, i, node.links().get(i));
            }
            json.endArray().endObject();
        }
        return json.endArray().endObject().toString();
    }

    private void link(final Json json, final int number, final CfgNodeStatus.Link link) {
        if (link.isEnabled()) {
            json.object().field("link", number).field("transport", linkTransports.get(number))
                .field("connected", link.isConnected()).field("mtu", Integer.toUnsignedLong(link.mtu()))
                .field("source", link.source()).field("destination", link.destination()).endObject();
        }
    }
}
