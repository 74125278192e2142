package org.gatun.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a fuzzer read as numbers, little-endian; zero when they are used up. */
public final class FuzzInput {
    private static final int PATCHES_MAX = 4;
    private static final int CUT = 16;

    private final ByteBuffer bytes;

    public FuzzInput(final byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public boolean hasRemaining() {
        return bytes.hasRemaining();
    }

    public int u8() {
        return bytes.hasRemaining() ? bytes.get() & 0xff : 0;
    }

    public int u16() {
        return u8() | u8() << 8;
    }

    public int i32() {
        return u16() | u16() << 16;
    }

    /** As many bytes as the next number says, or as there are. */
    public byte[] block() {
        final byte[] block = new byte[Math.min(u16(), bytes.remaining())];
        bytes.get(block);
        return block;
    }

    /**
     * Damages {@code original}: up to three integers elsewhere are replaced, and it may be cut.
     *
     * @param how bits 0 and 1 the number of integers, bit 4 whether to cut
     */
    public byte[] patched(final byte[] original, final int how) {
        final byte[] patched = original.clone();
        final ByteBuffer view = ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = how & PATCHES_MAX - 1; i > 0 && patched.length > 0; i--) {
            final int at = u16() % patched.length;
            final int value = i32();
            if (at + Integer.BYTES <= patched.length) {
                view.putInt(at, value);
            } else {
                patched[at] = (byte)value;
            }
        }
        return (how & CUT) == 0 ? patched : Arrays.copyOf(patched, u16() % (patched.length + 1));
    }
}
