package org.gatun.engine.totem.srp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Frames captured from corosync 3.1.7 nodes, and the same frames as a big-endian node would have sent them. */
public final class CapturedFrames {
    private static final String RESOURCE = "/captures/corosync-3.1.7.hex";

    private CapturedFrames() {
    }

    public static List<byte[]> all() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
            CapturedFrames.class.getResourceAsStream(RESOURCE), StandardCharsets.US_ASCII))) {
            return reader.lines().filter(line -> !line.startsWith("#")).map(HexFormat.of()::parseHex).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    public static List<byte[]> ofType(final int type) {
        return all().stream().filter(frame -> frame[3] == type).toList();
    }

    /** Every integer of the message the other way round; payloads, which other layers convert, as they are. */
    public static byte[] swapped(final byte[] frame) {
        final byte[] swapped = frame.clone();
        final Swapper swapper = new Swapper(swapped);
        swapper.field(2);
        swapper.skip(3);
        swapper.field(4);
        swapper.field(4);
        switch (frame[3]) {
            case TotemHeader.ORF_TOKEN -> {
                swapper.fields(4, 4);
                swapper.ringId();
                swapper.fields(4, 4);
                while (swapper.at < frame.length) {
                    swapper.ringId();
                    swapper.field(4);
                }
            }
            case TotemHeader.MCAST -> {
                swapper.fields(4, 3);
                swapper.ringId();
                swapper.fields(4, 2);
            }
            case TotemHeader.MERGE_DETECT -> {
                swapper.field(4);
                swapper.ringId();
            }
            case TotemHeader.JOIN -> {
                swapper.fields(4, 3);
                swapper.field(8);
                swapper.fields(4, (frame.length - swapper.at) / 4);
            }
            case TotemHeader.COMMIT_TOKEN -> {
                swapper.field(4);
                swapper.ringId();
                swapper.fields(4, 3);
                final int members = (frame.length - swapper.at) / 28;
                swapper.fields(4, members);
                for (int i = 0; i < members; i++) {
                    swapper.ringId();
                    swapper.fields(4, 3);
                }
            }
            default -> swapper.ringId();
        }
        return swapped;
    }

    private static final class Swapper {
        private final byte[] bytes;
        private int at;

        Swapper(final byte[] bytes) {
            this.bytes = bytes;
        }

        void skip(final int count) {
            at += count;
        }

        void ringId() {
            field(4);
            field(8);
        }

        void fields(final int size, final int count) {
            for (int i = 0; i < count; i++) {
                field(size);
            }
        }

        void field(final int size) {
            for (int i = 0; i < size / 2; i++) {
                final byte low = bytes[at + i];
                bytes[at + i] = bytes[at + size - 1 - i];
                bytes[at + size - 1 - i] = low;
            }
            at += size;
        }
    }
}
