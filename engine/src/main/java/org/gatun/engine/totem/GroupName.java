package org.gatun.engine.totem;

import java.nio.charset.StandardCharsets;

/** The totem process groups of the engine; the name's bytes stand in front of each message. */
public enum GroupName {
    /** All services. */
    SERVICES("a"),
    /** Service synchronisation. */
    SYNC("sync");

    private final byte[] bytes;

    GroupName(final String text) {
        bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Number of bytes of the name. */
    public int length() {
        return bytes.length;
    }

    /** One byte of the name. */
    public byte byteAt(final int index) {
        return bytes[index];
    }
}
