package org.gatun.natives.knet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.gatun.natives.knet.generated.LibKnet;
import org.gatun.natives.knet.generated.knet_log_msg;

/** The messages that libknet writes to its log descriptor, each by one write of {@link #SIZE} bytes. Stateless. */
public final class KnetLog {
    public static final int ERR = LibKnet.KNET_LOG_ERR();
    public static final int WARN = LibKnet.KNET_LOG_WARN();
    public static final int INFO = LibKnet.KNET_LOG_INFO();
    public static final int DEBUG = LibKnet.KNET_LOG_DEBUG();
    /** Bytes of a message. */
    public static final int SIZE = (int)knet_log_msg.sizeof();

    private KnetLog() {
    }

    /** The text of the message at {@code offset}. */
    public static String text(final MemorySegment messages, final long offset) {
        final byte[] bytes = messages.asSlice(offset, LibKnet.KNET_MAX_LOG_MSG_SIZE()).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The number of the part of libknet that wrote the message at {@code offset}. */
    public static int subsystem(final MemorySegment messages, final long offset) {
        return Byte.toUnsignedInt(messages.get(ValueLayout.JAVA_BYTE, offset + knet_log_msg.subsystem$offset()));
    }

    /** {@link #ERR} to {@link #DEBUG}. */
    public static int level(final MemorySegment messages, final long offset) {
        return Byte.toUnsignedInt(messages.get(ValueLayout.JAVA_BYTE, offset + knet_log_msg.msglevel$offset()));
    }
}
