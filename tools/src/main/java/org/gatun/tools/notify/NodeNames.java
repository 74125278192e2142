package org.gatun.tools.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names of this host and of the addresses of others. Stateless. */
public final class NodeNames {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private NodeNames() {
    }

    /** This host's name. */
    public static String local() throws IOException {
        return Files.readString(HOST_NAME).strip();
    }

    /** The address of a member's last link, from text as {@code r(0) ip(10.0.0.1) r(1) ip(10.0.1.1)}; empty if there is none. */
    static String address(final String links) {
        final int open = links.lastIndexOf('(');
        final int close = links.lastIndexOf(')');
        return open >= 0 && close > open ? links.substring(open + 1, close) : "";
    }

    /** The name of an address, or the address where it has none; may wait for the name service. */
    static String of(final String address) {
        try {
            return InetAddress.ofLiteral(address).getCanonicalHostName();
        } catch (final IllegalArgumentException e) {
            return address;
        }
    }
}
