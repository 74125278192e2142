package org.gatun.engine.config;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The names and addresses of this host, by the JDK. Any thread. */
final class SystemHostNames implements HostNames {
    @Override
    public String nodeName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (final IOException e) {
            return "";
        }
    }

    @Override
    public List<InetAddress> interfaceAddresses() {
        final List<InetAddress> addresses = new ArrayList<>();
        try {
            // The order of getifaddrs(3): IPv4 first, then by the number of the interface.
            final List<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex)).toList();
            for (final NetworkInterface networkInterface : interfaces) {
                if (networkInterface.isUp()) {
                    networkInterface.inetAddresses().forEach(addresses::add);
                }
            }
            addresses.sort(Comparator.comparing(address -> !(address instanceof Inet4Address)));
        } catch (final SocketException e) {
            // Without interfaces the caller finds no local node and says so.
            return List.of();
        }
        return addresses;
    }

    @Override
    public List<InetAddress> resolve(final String name) {
        // The JDK takes the empty name for the loopback address and brackets for IPv6; the C resolver knows neither.
        if (name.isEmpty() || name.charAt(0) == '[') {
            return List.of();
        }
        try {
            return List.of(InetAddress.getAllByName(name));
        } catch (final UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public String nameOf(final InetAddress address) {
        final String name = address.getCanonicalHostName();
        return name.equals(address.getHostAddress()) ? null : name;
    }
}
