package org.gatun.engine.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host of which the test says all there is to know; addresses in text form resolve to themselves. */
final class FakeHost implements HostNames {
    private final String nodeName;
    private final List<InetAddress> interfaces = new ArrayList<>();
    private final Map<String, List<InetAddress>> names = new HashMap<>();
    private final Map<InetAddress, String> reverse = new HashMap<>();

    FakeHost(final String nodeName, final String... interfaceAddresses) {
        this.nodeName = nodeName;
        for (final String address : interfaceAddresses) {
            interfaces.add(literal(address));
        }
    }

    FakeHost withName(final String name, final String... addresses) {
        final List<InetAddress> all = new ArrayList<>();
        for (final String address : addresses) {
            all.add(literal(address));
        }
        names.put(name, all);
        return this;
    }

    FakeHost withReverse(final String address, final String name) {
        reverse.put(literal(address), name);
        return this;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public List<InetAddress> interfaceAddresses() {
        return interfaces;
    }

    @Override
    public List<InetAddress> resolve(final String name) {
        if (names.containsKey(name)) {
            return names.get(name);
        }
        return name.matches("[0-9.]+") && name.split("\\.").length == 4 || name.contains(":") ? List.of(literal(name)) : List.of();
    }

    @Override
    public String nameOf(final InetAddress address) {
        return reverse.get(address);
    }

    static InetAddress literal(final String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (final IllegalArgumentException e) {
            throw new AssertionError(new UnknownHostException(address));
        }
    }
}
