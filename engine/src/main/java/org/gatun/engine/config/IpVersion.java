package org.gatun.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Which address of a name is taken ({@code totem.ip_version}). Immutable; any thread. */
public enum IpVersion {
    /** IPv4 only. */
    IPV4("ipv4", true, false),
    /** IPv6 only. */
    IPV6("ipv6", false, false),
    /** IPv4, else IPv6. */
    IPV4_6("ipv4-6", true, true),
    /** IPv6, else IPv4; the default of udpu and knet. */
    IPV6_4("ipv6-4", false, true);

    private final String word;
    private final boolean prefersV4;
    private final boolean takesOther;

    IpVersion(final String word, final boolean prefersV4, final boolean takesOther) {
        this.word = word;
        this.prefersV4 = prefersV4;
        this.takesOther = takesOther;
    }

    /** The word in the configuration file. */
    public String word() {
        return word;
    }

    /** The address to take, {@code null} if none is of a family that is allowed. */
    public InetAddress choose(final List<InetAddress> addresses) {
        InetAddress other = null;
        for (final InetAddress address : addresses) {
            if (address instanceof Inet4Address == prefersV4) {
                return address;
            }
            if (other == null && takesOther) {
                other = address;
            }
        }
        return other;
    }

    static IpVersion of(final String word) {
        for (final IpVersion version : values()) {
            if (version.word.equals(word)) {
                return version;
            }
        }
        throw new IllegalArgumentException("unknown ip_version: " + word);
    }
}
