package org.gatun.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes {@link TotemSettings} of a file: reads them, writes the keys that are made up into the map, and checks them against each
 * other in corosync's order.
 */
public final class TotemReader {
    /** Bytes of the shortest frame size that leaves room for data; the C engine has no limit, and fails later. */
    static final int NET_MTU_MIN = 200;
    /** Bytes of the longest frame. */
    static final int NET_MTU_MAX = 65536;

    private static final int LINK_MODE_LENGTH_MAX = 63;

    private final ConfigFile file;
    private final HostNames host;
    private final List<String> warnings = new ArrayList<>();
    private TotemTunables tunables;

    public TotemReader(final ConfigFile file, final HostNames host) {
        this.file = file;
        this.host = host;
    }

    /** Warnings for the log, of settings that are ignored. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The tunables of the last {@link #read()}. */
    public TotemTunables tunables() {
        return tunables;
    }

    /**
     * Reads and checks.
     *
     * @throws ConfigurationException with exit status 8, and a text with key, file and line
     */
    public TotemSettings read() throws ConfigurationException {
        final ConfigMap keys = file.keys();
        final TransportKind transport = transport();
        final IpVersion ipVersion = ipVersion(transport);
        final CryptoSettings crypto = CryptoReader.read(file);
        final String linkMode = linkMode();
        if (keys.get("totem.nodeid") != null) {
            warnings.add("totem.nodeid is ignored: the node id is that of the nodelist, or made from the address.");
        }

        final NodelistReader nodelist = new NodelistReader(file, transport, ipVersion, host);
        final List<NodeEntry> nodes = List.copyOf(nodelist.read());
        final LinkReader linkReader = new LinkReader(file, transport, ipVersion, host, warnings);
        final List<Integer> numbers = linkReader.configured(nodes);
        if (!nodes.isEmpty()) {
            linkReader.warnOfOldKeys();
        }
        if (numbers.isEmpty()) {
            throw file.refuse("nodelist.node.0.ring0_addr", "no link is defined: neither a nodelist with addresses nor an interface");
        }
        final NodeEntry local = nodelist.findLocal(nodes);
        if (local == null) {
            throw file.refuse("nodelist", "no node of the nodelist is this host, neither by name (" + host.nodeName()
                + ") nor by an address of its interfaces");
        }

        tunables = TotemTunables.of(keys, members(nodes, 0));
        final List<LinkSettings> links = new ArrayList<>(numbers.size());
        for (final int number : numbers) {
            links.add(linkReader.read(number, local, tunables.token()));
        }
        for (final LinkSettings link : links) {
            linkReader.check(link);
        }
        checkVersion();
        checkTunables();
        checkNodes(nodes, numbers);
        checkLinkMode(linkMode);
        checkTransport(transport, links, local, crypto);
        return new TotemSettings(transport, ipVersion, keys.getString("totem.cluster_name"), keys.getU64("totem.config_version", 0),
            tunables.blocksUnlistedIps(), tunables.parameters(local.nodeId(), netMtu(transport)), nodes, local, List.copyOf(links),
            transport == TransportKind.KNET ? tunables.knet(linkMode, crypto, nozzle()) : null);
    }

    /** Writes the {@code runtime.config.totem} keys of the values in force. */
    public void publish(final TotemSettings settings, final ConfigMap map) {
        tunables.publish(map);
        for (final LinkSettings link : settings.links()) {
            final String prefix = "runtime.config.totem.interface." + link.link() + '.';
            map.put(prefix + "knet_ping_interval", Value.ofU32(link.knetPingInterval()));
            map.put(prefix + "knet_ping_timeout", Value.ofU32(link.knetPingTimeout()));
        }
    }

    private TransportKind transport() throws ConfigurationException {
        final String word = file.keys().getString("totem.transport");
        final TransportKind transport = word == null ? TransportKind.KNET : TransportKind.of(word);
        if (transport == null) {
            throw file.refuse("totem.transport", "expected knet, udpu or udp, but \"" + word + "\" was given");
        }
        return transport;
    }

    private NozzleSettings nozzle() {
        return NozzleSettings.of(file.keys(), Path.of(file.name()).toAbsolutePath().resolveSibling("updown.d"));
    }

    private IpVersion ipVersion(final TransportKind transport) {
        final String word = file.keys().getString("totem.ip_version");
        if (word == null) {
            return transport == TransportKind.UDP ? IpVersion.IPV4 : IpVersion.IPV6_4;
        }
        return IpVersion.of(word);
    }

    private String linkMode() throws ConfigurationException {
        final String mode = file.keys().getString("totem.link_mode");
        if (mode != null && mode.length() > LINK_MODE_LENGTH_MAX) {
            throw file.refuse("totem.link_mode", "is longer than " + LINK_MODE_LENGTH_MAX + " characters");
        }
        return mode == null ? "passive" : mode;
    }

    private int netMtu(final TransportKind transport) throws ConfigurationException {
        final long configured = file.keys().getU32("totem.netmtu", 0);
        if (configured != 0 && (configured < NET_MTU_MIN || configured > NET_MTU_MAX)) {
            throw file.refuse("totem.netmtu", "must be in " + NET_MTU_MIN + ".." + NET_MTU_MAX + " bytes, but is " + configured);
        }
        return configured == 0 ? transport.defaultMtu() : (int)configured;
    }

    private void checkVersion() throws ConfigurationException {
        final long version = file.keys().getU32("totem.version", 0);
        if (version != 2) {
            throw file.refuse("totem.version", "must be 2, but is " + version);
        }
    }

    private void checkTunables() throws ConfigurationException {
        final TotemTunables.Problem problem = tunables.problem();
        if (problem != null) {
            throw file.refuse(problem.key(), problem.text());
        }
    }

    private void checkNodes(final List<NodeEntry> nodes, final List<Integer> links) throws ConfigurationException {
        if (links.size() > 1) {
            checkLinksOfNodes(nodes, links);
        }
        for (final int link : links) {
            checkFamily(nodes, link);
        }
        final Map<Integer, NodeEntry> byId = new HashMap<>();
        for (final NodeEntry node : nodes) {
            if (node.nodeId() != 0 && byId.put(node.nodeId(), node) != null) {
                throw file.refuse(nodeKey(node, "nodeid"), "node id " + Integer.toUnsignedString(node.nodeId()) + " appears twice");
            }
        }
    }

    private void checkLinksOfNodes(final List<NodeEntry> nodes, final List<Integer> links) throws ConfigurationException {
        for (final NodeEntry node : nodes) {
            if (node.name() == null) {
                throw file.refuse(nodeKey(node, "name"), "is missing: with more than one link every node needs a name");
            }
        }
        int most = 0;
        for (final int link : links) {
            most = Math.max(most, members(nodes, link));
        }
        for (final int link : links) {
            if (members(nodes, link) < most) {
                final NodeEntry missing = nodes.stream().filter(node -> !node.isOnLink(link)).findFirst().orElseThrow();
                throw file.refuse(nodeKey(missing, "ring" + link + "_addr"), "is missing: all nodes need the same number of links");
            }
        }
    }

    private static int members(final List<NodeEntry> nodes, final int link) {
        int members = 0;
        for (final NodeEntry node : nodes) {
            members += node.isOnLink(link) ? 1 : 0;
        }
        return members;
    }

    private void checkFamily(final List<NodeEntry> nodes, final int link) throws ConfigurationException {
        InetAddress first = null;
        for (final NodeEntry node : nodes) {
            final InetAddress address = node.addresses().get(link);
            if (address == null) {
                continue;
            }
            if (first == null) {
                first = address;
            } else if (first instanceof Inet4Address != address instanceof Inet4Address) {
                throw file.refuse(nodeKey(node, "ring" + link + "_addr"), AddressText.of(address)
                    + " is of another address family than " + AddressText.of(first) + " on link " + link);
            }
        }
    }

    private void checkLinkMode(final String mode) throws ConfigurationException {
        if (!mode.equals("passive") && !mode.equals("active") && !mode.equals("rr")) {
            throw file.refuse("totem.link_mode", "expected passive, active or rr, but \"" + mode + "\" was given");
        }
    }

    private void checkTransport(final TransportKind transport, final List<LinkSettings> links, final NodeEntry local,
        final CryptoSettings crypto) throws ConfigurationException {
        if (transport == TransportKind.KNET) {
            return;
        }
        if (links.size() > 1) {
            throw file.refuse("totem.transport", transport.word() + " has one link, but " + links.size() + " are configured");
        }
        if (crypto.isEnabled()) {
            throw file.refuse("totem.transport", transport.word() + " has no crypto; knet has");
        }
        // The C engine finds these two out by ending when the ring starts.
        if (links.getFirst().bindAddress() == null) {
            throw file.refuse(nodeKey(local, "ring" + links.getFirst().link() + "_addr"), "is missing: it is this host's");
        }
        if (local.nodeId() == 0) {
            throw file.refuse(nodeKey(local, "nodeid"), "is missing: it is this host's");
        }
    }

    private static String nodeKey(final NodeEntry node, final String name) {
        return "nodelist.node." + node.position() + '.' + name;
    }
}
