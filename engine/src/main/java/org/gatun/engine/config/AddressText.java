package org.gatun.engine.config;

import java.net.InetAddress;

/** Addresses as {@code inet_ntop(3)} writes them, which is how tools and logs show them. Any thread. */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {
    }

    /** IPv4 dotted; IPv6 with the longest run of two or more zero groups shortened, no scope. */
    public static String of(final InetAddress address) {
        final byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        final int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append(i == 0 ? "::" : ":");
                i += runLength - 1;
            } else {
                text.append(Integer.toHexString(groups[i])).append(i == GROUPS - 1 ? "" : ":");
            }
        }
        return text.toString();
    }
}
