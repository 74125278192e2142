package org.gatun.engine.totem.srp;

/**
 * The order of message sequence numbers, token sequence numbers and arus: unsigned 32-bit values that wrap.
 *
 * <p>This is corosync's rule and not serial-number arithmetic: when either value lies above {@code 0x80000000}, both are
 * moved down by {@code 0x10000} before an unsigned comparison. It is right as long as two compared values are less than
 * 65,536 apart around the wrap; every node of a ring must use the same rule. Stateless, any thread.
 */
public final class SequenceNumbers {
    private static final int THRESHOLD = 0x8000_0000;
    private static final int SHIFT = 0x1_0000;

    private SequenceNumbers() {
    }

    /** Tells whether {@code a} comes before {@code b}. */
    public static boolean less(final int a, final int b) {
        return compare(a, b) < 0;
    }

    /** Tells whether {@code a} comes before {@code b} or is the same. */
    public static boolean lessOrEqual(final int a, final int b) {
        return compare(a, b) <= 0;
    }

    private static int compare(final int a, final int b) {
        if (Integer.compareUnsigned(a, THRESHOLD) > 0 || Integer.compareUnsigned(b, THRESHOLD) > 0) {
            return Integer.compareUnsigned(a - SHIFT, b - SHIFT);
        }
        return Integer.compareUnsigned(a, b);
    }
}
