package org.gatun.engine.transport.knet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.gatun.engine.config.AddressText;
import org.gatun.engine.config.LinkSettings;
import org.gatun.engine.config.NodeEntry;
import org.gatun.engine.config.TotemSettings;
import org.gatun.natives.knet.KnetHandle;
import org.gatun.natives.linux.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes and links that libknet has, and their way to those of a new configuration. What libknet refuses is told in the log, and the
 * rest is done. The ring's thread only, but for {@link #links()}.
 */
final class KnetTopology {
    private static final Logger LOG = LoggerFactory.getLogger("TOTEM");

    private static final int GLOBAL_SCOPE = 2;

    /** One link to one node, as libknet was told of it. */
    private record Path(int nodeId, int link, int transport, InetAddress source, InetAddress destination, int port)
        implements Comparable<Path> {
        @Override
        public int compareTo(final Path other) {
            return link != other.link ? Integer.compare(link, other.link) : Integer.compare(nodeId, other.nodeId);
        }

        boolean isAlike(final Path other) {
            return nodeId == other.nodeId && link == other.link;
        }

        boolean hasSocketOf(final Path other) {
            return transport == other.transport && source.equals(other.source) && port == other.port;
        }
    }

    private final KnetHandle knet;
    private final KnetPacketFilter filter;
    private final int ownId;
    private final List<Path> paths = new ArrayList<>();
    private final SortedMap<Integer, Integer> linksOfNode = new TreeMap<>();
    private volatile List<KnetLink> links = List.of();

    /** @param filter is told of the links' sockets */
    KnetTopology(final KnetHandle knet, final KnetPacketFilter filter, final int ownId) {
        this.knet = knet;
        this.filter = filter;
        this.ownId = ownId;
    }

    /** All links, by node and then by link; another list when they have changed. Any thread. */
    List<KnetLink> links() {
        return links;
    }

    private void showLinks() {
        links = paths.stream().map(path -> new KnetLink(path.nodeId, path.link)).sorted().toList();
    }

    /** Removes the links that are gone, sets those that stay anew, adds those that are new. */
    void apply(final TotemSettings settings) {
        for (final LinkSettings link : settings.links()) {
            LOG.info("Configuring link {}", link.link());
            if (link.bindAddress() != null) {
                LOG.info("Configured link number {}: local addr: {}, port={}", link.link(), AddressText.of(link.bindAddress()), link.port());
            }
        }
        final Map<Path, LinkSettings> wanted = wanted(settings);
        for (final Path path : List.copyOf(paths)) {
            if (path.nodeId != ownId && wanted.keySet().stream().noneMatch(path::isAlike)) {
                remove(path);
            }
        }
        final int policy = policy(settings.knet().linkMode());
        wanted.forEach((path, link) -> {
            if (paths.stream().noneMatch(path::isAlike)) {
                add(path, link, policy);
            } else if (path.nodeId != ownId) {
                tune(path, link);
            }
        });
    }

    /** Removes everything, this node included. */
    void clear() {
        List.copyOf(paths).forEach(this::remove);
    }

    /** All links in the order in which they are made: by link, then in the order of the nodelist; of this node one only. */
    private Map<Path, LinkSettings> wanted(final TotemSettings settings) {
        final Map<Path, LinkSettings> wanted = new LinkedHashMap<>();
        boolean loopback = false;
        for (final LinkSettings link : settings.links()) {
            for (final NodeEntry node : settings.nodes()) {
                final InetAddress address = node.addresses().get(link.link());
                if (link.bindAddress() == null || address == null) {
                    continue;
                }
                if (node.nodeId() != ownId) {
                    final int transport = link.knetSctp() ? KnetHandle.TRANSPORT_SCTP : KnetHandle.TRANSPORT_UDP;
                    wanted.put(new Path(node.nodeId(), link.link(), transport, link.bindAddress(), address, link.port()), link);
                } else if (!loopback) {
                    loopback = true;
                    wanted.put(new Path(ownId, 0, KnetHandle.TRANSPORT_LOOPBACK, address, address, link.port()), link);
                }
            }
        }
        return wanted;
    }

    private void add(final Path path, final LinkSettings link, final int policy) {
        final int node = path.nodeId;
        if (!linksOfNode.containsKey(node)) {
            if (!done("knet_host_add", path, knet.addHost(node)) || !done("knet_host_set_policy", path, knet.setPolicy(node, policy))) {
                return;
            }
            linksOfNode.put(node, 0);
        }
        if (!done("knet_link_set_config", path, knet.setLink(node, path.link, path.transport, path.source, path.destination, path.port,
            scope(path.source), KnetHandle.LINK_HIGH_PRIORITY))) {
            removeNodeWithoutLinks(path);
            return;
        }
        // Links from one address have one socket.
        if (path.transport == KnetHandle.TRANSPORT_UDP && paths.stream().noneMatch(path::hasSocketOf)) {
            filter.add(new InetSocketAddress(path.source, path.port));
        }
        paths.add(path);
        linksOfNode.merge(node, 1, Integer::sum);
        tune(path, link);
        done("knet_link_set_enable", path, knet.enableLink(node, path.link, true));
        showLinks();
    }

    private void tune(final Path path, final LinkSettings link) {
        done("knet_link_set_priority", path, knet.setPriority(path.nodeId, path.link, link.knetPriority()));
        done("knet_link_set_ping_timers", path, knet.setPingTimers(path.nodeId, path.link, link.knetPingInterval(), link.knetPingTimeout(),
            link.knetPingPrecision()));
        done("knet_link_set_pong_count", path, knet.setPongCount(path.nodeId, path.link, link.knetPongCount()));
    }

    private void remove(final Path path) {
        done("knet_link_set_enable", path, knet.enableLink(path.nodeId, path.link, false));
        done("knet_link_clear_config", path, knet.clearLink(path.nodeId, path.link));
        paths.remove(path);
        showLinks();
        linksOfNode.merge(path.nodeId, -1, Integer::sum);
        removeNodeWithoutLinks(path);
    }

    private void removeNodeWithoutLinks(final Path path) {
        if (linksOfNode.get(path.nodeId) == 0) {
            linksOfNode.remove(path.nodeId);
            done("knet_host_remove", path, knet.removeHost(path.nodeId));
        }
    }

    private static boolean done(final String call, final Path path, final int result) {
        if (result < 0) {
            LOG.error("{} of node {} for link {} failed: {} ({})", call, path.nodeId, path.link, Errno.strerror(-result), -result);
        }
        return result >= 0;
    }

    private static int policy(final String linkMode) {
        return switch (linkMode) {
            case "active" -> KnetHandle.POLICY_ACTIVE;
            case "rr" -> KnetHandle.POLICY_RR;
            default -> KnetHandle.POLICY_PASSIVE;
        };
    }

    /** The number of the interface of a link-local address. Of others it means nothing, and is what the C engine shows there. */
    private static int scope(final InetAddress address) {
        if (!(address instanceof Inet6Address ipv6) || !address.isLinkLocalAddress()) {
            return GLOBAL_SCOPE;
        }
        if (ipv6.getScopeId() != 0) {
            return ipv6.getScopeId();
        }
        try {
            final NetworkInterface found = NetworkInterface.getByInetAddress(address);
            return found == null ? GLOBAL_SCOPE : found.getIndex();
        } catch (final SocketException e) {
            LOG.warn("Cannot find the interface of {}: {}", AddressText.of(address), e.getMessage());
            return GLOBAL_SCOPE;
        }
    }
}
