package org.gatun.engine.runtime.seam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.engine.runtime.seam.SeamEvent.Kind;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;

/**
 * Carries messages and commands from the services' agent to the ring's agent, in order. To the services it is the ring.
 *
 * <p>Figures of the ring's send queue reach the services by {@link #publishFigures}, so they may lag by one cycle of the ring's
 * agent. A message that finds the queue full stays at the head of the seam until there is room: nothing is lost.
 */
public final class MulticastSeam implements Groups {
    /** Bytes that the group header of the services adds to each body. */
    private static final int NAME_BYTES = 1;

    private final Seam seam;
    private final int localNodeId;
    private final int bytesPerUnit;
    private final long maximumBytes;
    private int reserved;
    private volatile int roomUnits;
    private volatile QueueLevel level = QueueLevel.GOOD;

    /**
     * @param doorbell of the ring's agent
     * @param bytesPerUnit payload bytes of one frame, as the group layer reckons
     * @param maximumBytes a message of this size or more never fits
     */
    public MulticastSeam(final Arena arena, final Doorbell doorbell, final int localNodeId, final int bytesPerUnit,
        final long maximumBytes) {
        this.seam = new Seam(arena, doorbell);
        this.localNodeId = localNodeId;
        this.bytesPerUnit = bytesPerUnit;
        this.maximumBytes = maximumBytes;
    }

    @Override
    public int localNodeId() {
        return localNodeId;
    }

    @Override
    public boolean multicast(final GroupName group, final MemorySegment head, final long headOffset, final int headLength,
        final MemorySegment body, final long bodyOffset, final int bodyLength) {
        final SeamEvent event = seam.tryClaim(Kind.MESSAGE, headLength + bodyLength);
        if (event == null) {
            return false;
        }
        event.group = group;
        final long offset = seam.payloadOffset(event);
        MemorySegment.copy(head, headOffset, seam.payloads(), offset, headLength);
        MemorySegment.copy(body, bodyOffset, seam.payloads(), offset + headLength, bodyLength);
        seam.publish();
        return true;
    }

    @Override
    public int reserve(final int bodyBytes) {
        if (bodyBytes + NAME_BYTES >= maximumBytes) {
            return -1;
        }
        final int units = (bodyBytes + NAME_BYTES) / bytesPerUnit + 1;
        if (seam.percentUsed() >= 75 || units > roomUnits - reserved) {
            return 0;
        }
        reserved += units;
        return units;
    }

    @Override
    public void release(final int units) {
        reserved -= units;
    }

    @Override
    public QueueLevel queueLevel() {
        return seam.percentUsed() >= 75 ? QueueLevel.CRITICAL : level;
    }

    @Override
    public void synchronisationComplete() {
        command(Kind.SYNCHRONISATION_COMPLETE);
    }

    @Override
    public void requestTokenCallback() {
        command(Kind.TOKEN_CALLBACK);
    }

    @Override
    public void forceGather() {
        command(Kind.FORCE_GATHER);
    }

    /** Ring's agent: what the services may reckon with from now on. */
    public void publishFigures(final int room, final QueueLevel queueLevel) {
        roomUnits = room;
        if (level != queueLevel) {
            level = queueLevel;
        }
    }

    /** Ring's agent: hands at most {@code limit} messages and commands on, fewer when the send queue is full; their number. */
    public int poll(final Groups target, final int limit) {
        int count = 0;
        SeamEvent event;
        while (count < limit && (event = seam.peek()) != null) {
            switch (event.kind) {
                case MESSAGE -> {
                    final MemorySegment payloads = seam.payloads();
                    if (!target.multicast(event.group, payloads, seam.payloadOffset(event), event.length, payloads, 0, 0)) {
                        return count;
                    }
                }
                case SYNCHRONISATION_COMPLETE -> target.synchronisationComplete();
                case TOKEN_CALLBACK -> target.requestTokenCallback();
                case FORCE_GATHER -> target.forceGather();
                default -> throw new IllegalStateException("not a command: kind=" + event.kind);
            }
            seam.take(event);
            count++;
        }
        return count;
    }

    /** Any thread: whether nothing waits in the seam. */
    public boolean isEmpty() {
        return seam.isEmpty();
    }

    private void command(final Kind kind) {
        // Commands are few and slots are kept for them: messages stop at three quarters of the seam, by reserve().
        if (seam.tryClaim(kind, 0) == null) {
            throw new IllegalStateException("no slot left for a command: kind=" + kind);
        }
        seam.publish();
    }
}
