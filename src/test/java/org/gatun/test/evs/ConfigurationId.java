package org.gatun.test.evs;

/**
 * A configuration's identity: a regular one is the ring's own identifier; a transitional one is (new ring, old ring), so that the
 * several that lead into one merge stay apart. As text {@code R:1.2c} and {@code T:1.2c/2.28}, as in the logs:
 * representative in decimal, sequence in hexadecimal.
 *
 * @param rep representative of the ring, of the new one for a transitional configuration
 * @param seq its sequence number
 * @param oldRep representative of the ring that is left; 0 for a regular configuration
 * @param oldSeq its sequence number; 0 for a regular configuration
 */
public record ConfigurationId(boolean transitional, int rep, long seq, int oldRep, long oldSeq) {
    public static ConfigurationId regular(final int rep, final long seq) {
        return new ConfigurationId(false, rep, seq, 0, 0);
    }

    /** A transitional configuration on the way from one ring to another. */
    public static ConfigurationId transitional(final int rep, final long seq, final int oldRep, final long oldSeq) {
        return new ConfigurationId(true, rep, seq, oldRep, oldSeq);
    }

    /** Itself where it is regular, else the regular one before it. */
    public ConfigurationId regularOf() {
        return transitional ? regular(oldRep, oldSeq) : this;
    }

    /** @throws IllegalArgumentException where the text is no identity */
    static ConfigurationId parse(final String text) {
        final String[] rings = text.substring(Math.min(2, text.length())).split("/", -1);
        if (text.startsWith("R:") && rings.length == 1) {
            return regular(rep(rings[0]), seq(rings[0]));
        }
        if (text.startsWith("T:") && rings.length == 2) {
            return transitional(rep(rings[0]), seq(rings[0]), rep(rings[1]), seq(rings[1]));
        }
        throw new IllegalArgumentException("no configuration: " + text);
    }

    private static int rep(final String ring) {
        return Integer.parseUnsignedInt(ring.substring(0, dot(ring)));
    }

    private static long seq(final String ring) {
        return Long.parseUnsignedLong(ring.substring(dot(ring) + 1), 16);
    }

    private static int dot(final String ring) {
        final int dot = ring.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("no ring id: " + ring);
        }
        return dot;
    }

    private static String ring(final int rep, final long seq) {
        return Integer.toUnsignedString(rep) + '.' + Long.toHexString(seq);
    }

    @Override
    public String toString() {
        return transitional ? "T:" + ring(rep, seq) + '/' + ring(oldRep, oldSeq) : "R:" + ring(rep, seq);
    }
}
