package org.gatun.engine.config;

/** {@code totem.transport}. Immutable; any thread. */
public enum TransportKind {
    /** libknet's wire, the default. */
    KNET("knet", 65536),
    /** UDP unicast to each member. */
    UDPU("udpu", 1500),
    /** UDP multicast or broadcast. */
    UDP("udp", 1500);

    private final String word;
    private final int defaultMtu;

    TransportKind(final String word, final int defaultMtu) {
        this.word = word;
        this.defaultMtu = defaultMtu;
    }

    /** The word in the configuration file. */
    public String word() {
        return word;
    }

    /** The {@code netmtu} in bytes when none is configured. */
    public int defaultMtu() {
        return defaultMtu;
    }

    /** {@code null} for an unknown word. */
    static TransportKind of(final String word) {
        for (final TransportKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
