package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.totem.TotemInput;

/** Keeps what a transport hands in: frames as bytes, reports as text; and lets a test act inside of a frame. */
class RecordingInput implements TotemInput {
    final List<byte[]> frames = new ArrayList<>();
    final List<String> reports = new ArrayList<>();
    Runnable inFrame = () -> { };

    @Override
    public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
        final byte[] frame = new byte[length];
        inFrame.run();
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, frame, 0, length);
        frames.add(frame);
    }

    @Override
    public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
        reports.add(link + (up ? " up" : " down"));
    }

    /** The first byte of each frame. */
    List<Integer> kinds() {
        return frames.stream().map(f -> f[0] & 0xff).toList();
    }
}
