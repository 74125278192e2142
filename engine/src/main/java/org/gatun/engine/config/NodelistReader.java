package org.gatun.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Reads the nodelist: resolves addresses, makes node ids, finds the local node, and writes what it made into the map. */
final class NodelistReader {
    static final int LINKS_MAX = 8;

    private static final String PREFIX = "nodelist.node.";
    private static final long KNET_NODE_ID_MAX = 65535;

    private final ConfigFile file;
    private final TransportKind transport;
    private final IpVersion ipVersion;
    private final HostNames host;

    NodelistReader(final ConfigFile file, final TransportKind transport, final IpVersion ipVersion, final HostNames host) {
        this.file = file;
        this.transport = transport;
        this.ipVersion = ipVersion;
        this.host = host;
    }

    /** The nodes in the alphabetical order of their keys. */
    List<NodeEntry> read() throws ConfigurationException {
        final TreeMap<String, String[]> rings = new TreeMap<>();
        final KeyCursor cursor = file.keys().iterate(PREFIX);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            final int dot = key.indexOf('.', PREFIX.length());
            if (dot < 0 || Numbers.parse(key.substring(PREFIX.length(), dot), 0, Integer.MAX_VALUE, -1) < 0) {
                // Of a section "node.x", which corosync does not take for a node either.
                continue;
            }
            final String[] addresses = rings.computeIfAbsent(key.substring(PREFIX.length(), dot), number -> new String[LINKS_MAX]);
            final int link = ringNumber(key.substring(dot + 1));
            if (link >= LINKS_MAX) {
                throw file.refuse(key, "the highest link is " + (LINKS_MAX - 1));
            }
            if (link >= 0) {
                addresses[link] = file.keys().getString(key);
            }
        }
        final List<NodeEntry> nodes = new ArrayList<>(rings.size());
        for (final var entry : rings.entrySet()) {
            nodes.add(node(entry.getKey(), entry.getValue()));
        }
        return nodes;
    }

    /** Our own node, {@code null} if it is not in the list. */
    NodeEntry findLocal(final List<NodeEntry> nodes) {
        final List<LocalNode.Candidate> candidates = new ArrayList<>(nodes.size());
        for (final NodeEntry node : nodes) {
            candidates.add(new LocalNode.Candidate(node.position(), node.name(), node.ringAddresses().getFirst()));
        }
        final int position = LocalNode.find(host, candidates);
        for (final NodeEntry node : nodes) {
            if (node.position() == position) {
                file.keys().put("nodelist.local_node_pos", Value.ofU32(position));
                return node;
            }
        }
        return null;
    }

    private NodeEntry node(final String number, final String[] ringAddresses) throws ConfigurationException {
        final String prefix = PREFIX + number + '.';
        final InetAddress[] addresses = new InetAddress[LINKS_MAX];
        for (int link = 0; link < LINKS_MAX; link++) {
            if (ringAddresses[link] != null) {
                addresses[link] = ipVersion.choose(host.resolve(ringAddresses[link]));
                if (addresses[link] == null) {
                    throw file.refuse(prefix + "ring" + link + "_addr", '"' + ringAddresses[link]
                        + "\" is no address and no name with an address of the wanted ip_version, " + ipVersion.word());
                }
            }
        }
        return new NodeEntry(Integer.parseInt(number), nodeId(prefix, addresses[0]), file.keys().getString(prefix + "name"),
            Collections.unmodifiableList(Arrays.asList(ringAddresses)), Collections.unmodifiableList(Arrays.asList(addresses)),
            (int)file.keys().getU32(prefix + "quorum_votes", 1));
    }

    private int nodeId(final String prefix, final InetAddress address) throws ConfigurationException {
        final String key = prefix + "nodeid";
        final long configured = file.keys().getU32(key, 0);
        if (transport == TransportKind.KNET) {
            if (configured == 0) {
                throw file.refuse(key, "knet needs an explicit node id");
            }
            if (configured > KNET_NODE_ID_MAX) {
                throw file.refuse(key, "knet takes node ids up to " + KNET_NODE_ID_MAX + ", but this is " + configured);
            }
        }
        if (configured != 0 || address == null) {
            return (int)configured;
        }
        if (!(address instanceof Inet4Address)) {
            throw file.refuse(key, "a node with an IPv6 address needs an explicit node id");
        }
        int made = ByteBuffer.wrap(address.getAddress()).getInt();
        if ("yes".equals(file.keys().getString("totem.clear_node_high_bit"))) {
            made &= Integer.MAX_VALUE;
        }
        file.keys().put(key, Value.ofU32(made));
        return made;
    }

    /** The N of {@code ringN_addr}, -1 for another name. */
    private static int ringNumber(final String name) {
        if (!name.startsWith("ring") || !name.endsWith("_addr") || name.length() < "ring0_addr".length()) {
            return -1;
        }
        return (int)Numbers.parse(name.substring("ring".length(), name.length() - "_addr".length()), 0, Integer.MAX_VALUE, -1);
    }
}
