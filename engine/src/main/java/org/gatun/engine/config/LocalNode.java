package org.gatun.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/** Finds the entry of the nodelist that is this host, by names first and addresses last, in corosync's order. */
final class LocalNode {
    /** The names that a node may be found by; either may be {@code null}. */
    record Candidate(int position, String name, String ringAddress) {
    }

    private final HostNames host;
    private final List<Candidate> candidates;

    private LocalNode(final HostNames host, final List<Candidate> candidates) {
        this.host = host;
        this.candidates = candidates;
    }

    /** The position of the local node, -1 if it is not in the list. */
    static int find(final HostNames host, final List<Candidate> candidates) {
        final Candidate found = new LocalNode(host, candidates).find();
        return found == null ? -1 : found.position();
    }

    private Candidate find() {
        final String nodeName = host.nodeName();
        Candidate found = byName(nodeName);
        String shorter = nodeName;
        while (found == null && shorter.lastIndexOf('.') >= 0) {
            shorter = shorter.substring(0, shorter.lastIndexOf('.'));
            found = byName(shorter);
        }
        if (found == null) {
            found = byName(label(nodeName), LocalNode::label);
        }
        if (found != null) {
            return found;
        }
        final List<InetAddress> own = host.interfaceAddresses();
        found = byInterface(own);
        return found == null ? byResolving(own) : found;
    }

    private Candidate byInterface(final List<InetAddress> own) {
        for (final InetAddress address : own) {
            final String name = host.nameOf(address);
            Candidate found = null;
            if (name != null) {
                found = byName(name);
                if (found == null) {
                    found = byName(label(name));
                }
            }
            if (found == null && address instanceof Inet4Address) {
                found = byName(AddressText.of(address));
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Candidate byResolving(final List<InetAddress> own) {
        for (final Candidate candidate : candidates) {
            if (isOwn(candidate.name(), own) || isOwn(candidate.ringAddress(), own)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean isOwn(final String name, final List<InetAddress> own) {
        if (name == null) {
            return false;
        }
        for (final InetAddress address : host.resolve(name)) {
            for (final InetAddress mine : own) {
                // InetAddress compares the bytes only, so the scope of a link-local address does not matter.
                if (mine.equals(address)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Candidate byName(final String wanted) {
        return byName(wanted, UnaryOperator.identity());
    }

    private Candidate byName(final String wanted, final UnaryOperator<String> form) {
        if (wanted.isEmpty()) {
            return null;
        }
        for (final Candidate candidate : candidates) {
            final boolean named = candidate.name() != null && form.apply(candidate.name()).equals(wanted);
            if (named || candidate.ringAddress() != null && form.apply(candidate.ringAddress()).equals(wanted)) {
                return candidate;
            }
        }
        return null;
    }

    private static String label(final String name) {
        final int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
