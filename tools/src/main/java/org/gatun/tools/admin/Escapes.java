package org.gatun.tools.admin;

import java.util.Locale;

/** How the C tools show bytes that need not be text. */
final class Escapes {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;

    private Escapes() {
    }

    /**
     * Printable ASCII as it is, the backslash doubled, other bytes as {@code \xHH}. The C tools print a byte as the number that a
     * signed char is, so that those from 0x80 on have eight digits: {@code \xFFFFFF80}.
     */
    static String escape(final byte[] bytes, final int length) {
        final StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            final byte b = bytes[i];
            if (b == '\\') {
                text.append("\\\\");
            } else if (b >= FIRST_PRINTABLE && b < DELETE) {
                text.append((char)b);
            } else {
                final String digits = Integer.toHexString(b).toUpperCase(Locale.ROOT);
                text.append(digits.length() == 1 ? "\\x0" : "\\x").append(digits);
            }
        }
        return text.toString();
    }
}
