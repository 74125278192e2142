package org.gatun.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads the settings of links and writes those that it makes into the map. */
final class LinkReader {
    private static final String PREFIX = "totem.interface.";
    private static final int PORT = 5405;

    private final ConfigFile file;
    private final TransportKind transport;
    private final IpVersion ipVersion;
    private final HostNames host;
    private final List<String> warnings;

    LinkReader(final ConfigFile file, final TransportKind transport, final IpVersion ipVersion, final HostNames host,
        final List<String> warnings) {
        this.file = file;
        this.transport = transport;
        this.ipVersion = ipVersion;
        this.host = host;
        this.warnings = warnings;
    }

    /** The numbers of the links that an interface section or an address of a node makes exist, ascending. */
    List<Integer> configured(final List<NodeEntry> nodes) throws ConfigurationException {
        final boolean[] exists = new boolean[NodelistReader.LINKS_MAX];
        final KeyCursor cursor = file.keys().iterate(PREFIX);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            final int dot = key.indexOf('.', PREFIX.length());
            final int link = dot < 0 ? -1 : (int)Numbers.parse(key.substring(PREFIX.length(), dot), 0, Integer.MAX_VALUE, -1);
            if (link >= exists.length) {
                throw file.refuse(key, "the highest link is " + (exists.length - 1));
            }
            if (link >= 0) {
                exists[link] = true;
            }
        }
        final List<Integer> links = new ArrayList<>();
        for (int link = 0; link < exists.length; link++) {
            boolean used = exists[link];
            for (final NodeEntry node : nodes) {
                used |= node.isOnLink(link);
            }
            if (used) {
                links.add(link);
            }
        }
        return links;
    }

    /** Notes settings that the nodelist replaces. */
    void warnOfOldKeys() {
        boolean members = false;
        boolean binds = false;
        final KeyCursor cursor = file.keys().iterate(PREFIX);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            members |= key.contains(".member.");
            binds |= key.endsWith(".bindnetaddr");
        }
        if (members) {
            warnings.add("member sections are ignored, because there is a nodelist.");
        }
        if (binds) {
            warnings.add("bindnetaddr of interface sections is ignored, because there is a nodelist.");
        }
    }

    LinkSettings read(final int link, final NodeEntry local, final long token) throws ConfigurationException {
        final ConfigMap keys = file.keys();
        final String prefix = PREFIX + link + '.';
        final InetAddress bindAddress = local.addresses().get(link);
        if (bindAddress != null) {
            keys.put(prefix + "bindnetaddr", Value.ofString(local.ringAddresses().get(link)));
        }
        final boolean broadcast = "yes".equals(keys.getString(prefix + "broadcast"));
        final String knetTransport = keys.getString(prefix + "knet_transport");
        if (knetTransport != null && !knetTransport.equals("udp") && !knetTransport.equals("sctp")) {
            throw file.refuse(prefix + "knet_transport", "expected udp or sctp, but \"" + knetTransport + "\" was given");
        }
        if (transport == TransportKind.UDP) {
            publishDefaults(prefix, link, broadcast);
        }
        final int port = keys.getU16(prefix + "mcastport", 0);
        final long pongCount = nonZero(prefix + "knet_pong_count", 2);
        return new LinkSettings(
            link,
            bindAddress,
            transport == TransportKind.UDP && !broadcast && bindAddress != null ? multicastAddress(prefix, link, bindAddress) : null,
            broadcast,
            port != 0 ? port : defaultPort(link, broadcast),
            keys.getU8(prefix + "ttl", 1),
            keys.getU8(prefix + "knet_link_priority", 1),
            "sctp".equals(knetTransport),
            cut(nonZero(prefix + "knet_ping_interval", token / (2 * pongCount))),
            cut(nonZero(prefix + "knet_ping_timeout", token / pongCount)),
            cut(nonZero(prefix + "knet_ping_precision", 2048)),
            cut(pongCount));
    }

    /** Refuses what does not fit the transport. */
    void check(final LinkSettings link) throws ConfigurationException {
        final String prefix = PREFIX + link.link() + '.';
        if (transport == TransportKind.UDP && !link.broadcast() && link.multicastAddress() == null) {
            throw file.refuse(prefix + "mcastaddr", "neither it nor totem.cluster_name is given for the multicast address");
        }
        if (transport != TransportKind.UDP && link.ttl() != 1) {
            throw file.refuse(prefix + "ttl", "only the transport udp has one");
        }
        if (transport != TransportKind.KNET && link.knetPriority() > 1) {
            throw file.refuse(prefix + "knet_link_priority", "only the transport knet has priorities");
        }
        final InetAddress group = link.multicastAddress();
        if (group == null) {
            return;
        }
        if (group instanceof Inet4Address != link.bindAddress() instanceof Inet4Address) {
            throw file.refuse(prefix + "mcastaddr", AddressText.of(group) + " is of another address family than "
                + AddressText.of(link.bindAddress()));
        }
        if (group instanceof Inet4Address && !group.isMulticastAddress()) {
            throw file.refuse(prefix + "mcastaddr", AddressText.of(group) + " is not a multicast address");
        }
    }

    private void publishDefaults(final String prefix, final int link, final boolean broadcast) {
        final ConfigMap keys = file.keys();
        if (keys.get(prefix + "mcastport") == null) {
            keys.put(prefix + "mcastport", Value.ofU16(defaultPort(link, broadcast)));
        }
        if (broadcast && keys.get(prefix + "mcastaddr") == null) {
            keys.put(prefix + "mcastaddr", Value.ofString("255.255.255.255"));
        }
    }

    private static int defaultPort(final int link, final boolean broadcast) {
        return PORT + (broadcast ? 2 * link : link);
    }

    private InetAddress multicastAddress(final String prefix, final int link, final InetAddress bindAddress)
        throws ConfigurationException {
        String text = file.keys().getString(prefix + "mcastaddr");
        if (text == null) {
            final String clusterName = file.keys().getString("totem.cluster_name");
            if (clusterName == null) {
                return null;
            }
            text = MulticastAddresses.make(clusterName, link, bindAddress);
            file.keys().put(prefix + "mcastaddr", Value.ofString(text));
        }
        final InetAddress address = ipVersion.choose(host.resolve(text));
        if (address == null) {
            throw file.refuse(prefix + "mcastaddr", '"' + text + "\" is no address of the wanted ip_version, " + ipVersion.word());
        }
        return address;
    }

    private long nonZero(final String key, final long otherwise) {
        final long value = file.keys().getU32(key, 0);
        return value == 0 ? otherwise : value;
    }

    private static int cut(final long value) {
        return (int)Math.min(value, Integer.MAX_VALUE);
    }
}
