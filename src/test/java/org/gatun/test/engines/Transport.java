package org.gatun.test.engines;

/** How the nodes of a cluster reach each other. */
public enum Transport {
    UDPU_IPV4("udpu", false),
    UDPU_IPV6("udpu", true),
    UDP_MULTICAST_IPV4("udp", false),
    UDP_MULTICAST_IPV6("udp", true),
    UDP_BROADCAST("udp", false),
    KNET_IPV4("knet", false),
    KNET_IPV6("knet", true),
    /** Link 0 over IPv4, link 1 over IPv6. */
    KNET_TWO_LINKS("knet", false);

    private final String word;
    private final boolean ipv6;

    Transport(final String word, final boolean ipv6) {
        this.word = word;
        this.ipv6 = ipv6;
    }

    /** The value of {@code totem.transport}. */
    String word() {
        return word;
    }

    boolean isIpv6() {
        return ipv6;
    }
}
