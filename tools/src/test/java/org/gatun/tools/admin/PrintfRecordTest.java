package org.gatun.tools.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PrintfRecordTest {
    private static String text(final String format, final Object... arguments) {
        final ByteBuffer record = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
        put(record, format);
        for (final Object argument : arguments) {
            switch (argument) {
                case final Integer i -> record.putInt(i);
                case final Long l -> record.putLong(l);
                case final Double d -> record.putDouble(d);
                case final Byte b -> record.put(b);
                default -> put(record, (String)argument);
            }
        }
        record.flip();
        final String text = PrintfRecord.text(record);
        assertEquals(0, record.remaining());
        return text;
    }

    private static void put(final ByteBuffer record, final String text) {
        record.put(text.getBytes(StandardCharsets.UTF_8)).put((byte)0);
    }

    @Test
    void shouldConvertAsPrintf() {
        assertEquals("plain 100%", text("plain 100%%"));
        assertEquals("node 7 of -1, 4294967295", text("node %d of %i, %u", 7, -1, -1));
        assertEquals("18446744073709551615 -5 ff FF 10", text("%llu %ld %x %X %o", -1L, -5L, 255, 255, 8));
        assertEquals("0x55aa (nil) 3 12", text("%p %p %zu %hu", 0x55aaL, 0L, 3L, 12));
        assertEquals("<text> gr\u00fc\u00df <te>", text("<%s> %s <%.2s>", "text", "gr\u00fc\u00df", "text"));
        assertEquals("1.500000 2.25 x", text("%f %.2f %c", 1.5, 2.25, (byte)'x'));
        assertEquals("    7|7   |0007|-007|+7", text("%5d|%-4d|%04d|%04d|%+d", 7, 7, 7, -7, 7));
        assertEquals("  7", text("%*d", 3, 7));
        assertEquals("a\\$1b", text("%s", "a\\$1b"));
    }

    @Test
    void shouldRefuseWhatHasNoArguments() {
        assertThrows(BufferUnderflowException.class, () -> text("%d"));
        assertThrows(BufferUnderflowException.class, () -> PrintfRecord.text(ByteBuffer.wrap(new byte[] {'a'})));
    }
}
