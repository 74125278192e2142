package org.gatun.tools.admin;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.gatun.client.Cfg;
import org.gatun.client.CsException;

/** Addresses of nodes in words. */
final class Addresses {
    private Addresses() {
    }

    static String text(final List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(" "));
    }

    /** A node's addresses with blanks between them; empty if there is no such node. */
    static String text(final Cfg cfg, final int nodeId) {
        try {
            return text(cfg.nodeAddresses(nodeId));
        } catch (final CsException e) {
            return "";
        }
    }
}
