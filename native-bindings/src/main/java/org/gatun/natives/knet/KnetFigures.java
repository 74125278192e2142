package org.gatun.natives.knet;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.gatun.natives.knet.generated.knet_handle_stats;
import org.gatun.natives.knet.generated.knet_link_status;

/**
 * A copy of one of libknet's structures of figures, whose fields are read by the header's names. One thread.
 */
public final class KnetFigures {
    private static final String STATS = "stats";

    private final GroupLayout layout;
    private final MemorySegment segment;

    private KnetFigures(final GroupLayout layout, final SegmentAllocator allocator) {
        this.layout = layout;
        this.segment = allocator.allocate(layout);
    }

    /** Room for {@link KnetHandle#linkStatus}: {@code struct knet_link_status}. */
    public static KnetFigures ofLink(final SegmentAllocator allocator) {
        return new KnetFigures(knet_link_status.layout(), allocator);
    }

    /** Room for {@link KnetHandle#statistics}: {@code struct knet_handle_stats}. */
    public static KnetFigures ofHandle(final SegmentAllocator allocator) {
        return new KnetFigures(knet_handle_stats.layout(), allocator);
    }

    /** A number, unsigned but for 64 bits; those of {@code stats} of a link included. Fails for a name that there is not. */
    public long number(final String name) {
        final MemoryLayout.PathElement field = MemoryLayout.PathElement.groupElement(name);
        final MemoryLayout.PathElement[] path = hasMember(name) ? new MemoryLayout.PathElement[] {field}
            : new MemoryLayout.PathElement[] {MemoryLayout.PathElement.groupElement(STATS), field};
        final long offset = layout.byteOffset(path);
        return switch (layout.select(path)) {
            case ValueLayout.OfByte b -> Byte.toUnsignedLong(segment.get(b, offset));
            case ValueLayout.OfInt i -> Integer.toUnsignedLong(segment.get(i, offset));
            case ValueLayout.OfLong l -> segment.get(l, offset);
            default -> throw new IllegalArgumentException("no number: field=" + name);
        };
    }

    /** A text that ends with a zero byte. */
    public String text(final String name) {
        final MemoryLayout.PathElement field = MemoryLayout.PathElement.groupElement(name);
        return segment.asSlice(layout.byteOffset(field), layout.select(field).byteSize()).getString(0, StandardCharsets.US_ASCII);
    }

    MemorySegment segment() {
        return segment;
    }

    private boolean hasMember(final String name) {
        return layout.memberLayouts().stream().anyMatch(member -> member.name().filter(name::equals).isPresent());
    }
}
