package org.gatun.test.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.test.hosts.Host;

/**
 * What a cluster's {@code corosync.conf} says. Immutable.
 *
 * @param transport  how nodes reach each other
 * @param tokenMs    {@code totem.token}, milliseconds; the other timers follow from it
 * @param debug      whether engines log at debug level
 * @param totemLines further lines of the totem section
 * @param realTime   whether engines have real-time priority, as is their default; on a machine with few processors one of them
 *                   can starve the rest
 */
public record ClusterSettings(Transport transport, int tokenMs, boolean debug, List<String> totemLines, boolean realTime) {
    /** UDP unicast over IPv4 with a token timeout of one second. */
    public static final ClusterSettings DEFAULT =
        new ClusterSettings(Transport.UDPU_IPV4, 1000, false, List.of(), false);

    /**
     * As {@link #DEFAULT}, with the shortest timers that stand some seconds of load on few processors: a lost token is sent
     * again after 50 ms, and a node that went is out of the ring about two seconds later.
     */
    public static final ClusterSettings QUICK =
        DEFAULT.withTotemLines(List.of("token_coefficient: 0", "token_retransmit: 50"));

    /** Totem lines that seal knet packets with a key of the text's own. */
    public static List<String> crypto(final String model, final String cipher, final String hash) {
        return List.of("crypto_model: " + model, "crypto_cipher: " + cipher, "crypto_hash: " + hash, "key: " + "k3y-".repeat(40));
    }

    /** These settings with further lines of the totem section. */
    public ClusterSettings with(final List<String> lines) {
        final List<String> all = new ArrayList<>(totemLines);
        all.addAll(lines);
        return withTotemLines(all);
    }

    public ClusterSettings withTransport(final Transport next) {
        return new ClusterSettings(next, tokenMs, debug, totemLines, realTime);
    }

    public ClusterSettings withTokenMs(final int milliseconds) {
        return new ClusterSettings(transport, milliseconds, debug, totemLines, realTime);
    }

    public ClusterSettings withDebug(final boolean next) {
        return new ClusterSettings(transport, tokenMs, next, totemLines, realTime);
    }

    public ClusterSettings withTotemLines(final List<String> lines) {
        return new ClusterSettings(transport, tokenMs, debug, List.copyOf(lines), realTime);
    }

    public ClusterSettings withRealTime(final boolean next) {
        return new ClusterSettings(transport, tokenMs, debug, totemLines, next);
    }

    /** The text of the file for a node with this state directory. */
    String text(final List<Host> hosts, final Path stateDirectory) {
        final StringBuilder text = new StringBuilder();
        text.append("totem {\n    version: 2\n    cluster_name: gatun-test\n    transport: ").append(transport.word())
            .append("\n    token: ").append(tokenMs)
            .append('\n');
        if (transport != Transport.KNET_TWO_LINKS) {
            text.append("    ip_version: ").append(transport.isIpv6() ? "ipv6" : "ipv4").append('\n');
        }
        totemLines.forEach(line -> text.append("    ").append(line).append('\n'));
        switch (transport) {
            case UDP_MULTICAST_IPV4 -> link(text, "mcastaddr: 239.255.77.1");
            case UDP_MULTICAST_IPV6 -> link(text, "mcastaddr: ff15::77");
            case UDP_BROADCAST -> link(text, "broadcast: yes");
            default -> { }
        }
        text.append("}\nnodelist {\n");
        for (final Host host : hosts) {
            text.append("    node {\n        nodeid: ").append(host.index()).append("\n        name: node").append(host.index())
                .append("\n        ring0_addr: ").append(transport.isIpv6() ? host.ipv6() : host.ipv4());
            if (transport == Transport.KNET_TWO_LINKS) {
                text.append("\n        ring1_addr: ").append(host.ipv6());
            }
            text.append("\n    }\n");
        }
        text.append("}\nquorum {\n    provider: corosync_votequorum\n}\n")
            .append("logging {\n    to_stderr: yes\n    to_syslog: no\n    timestamp: hires\n    debug: ")
            .append(debug ? "on" : "off").append("\n}\n")
            .append("system {\n    state_dir: ").append(stateDirectory)
            .append("\n    sched_rr: ").append(realTime ? "yes" : "no").append("\n}\n");
        return text.toString();
    }

    private static void link(final StringBuilder text, final String line) {
        text.append("    interface {\n        linknumber: 0\n        ").append(line).append("\n        mcastport: 5405\n    }\n");
    }
}
