package org.gatun.engine.totem;

/**
 * The identity of a ring: 12 bytes on the wire, equal only as a whole.
 *
 * @param representative node id of the member that formed the ring
 * @param sequence unsigned 64-bit sequence number
 */
public record RingId(int representative, long sequence) {
    /** As the engine's log prints it: representative in decimal, a dot, sequence in hexadecimal. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(representative) + '.' + Long.toHexString(sequence);
    }
}
