package org.gatun.engine.runtime.seam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;
import org.gatun.engine.runtime.seam.SeamEvent.Kind;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.pg.PacketListener;

/**
 * Carries packets and configuration changes from the ring's agent to the services' agent, in order.
 *
 * <p>When the services are behind and the seam is full, what is reported waits in a list of its own, and {@link #isBacklogged} tells
 * the ring's agent to take nothing more from the network until {@link #drainBacklog} has emptied it: the token waits for slow
 * services, as it does where both share a thread.
 */
public final class DeliverySeam implements PacketListener {
    private final Seam seam;
    private final ArrayDeque<Runnable> backlog = new ArrayDeque<>();
    private long configurations;

    /** @param doorbell of the services' agent */
    public DeliverySeam(final Arena arena, final Doorbell doorbell) {
        this.seam = new Seam(arena, doorbell);
    }

    @Override
    public void onPacket(final int nodeId, final MemorySegment packet, final long offset, final int length, final boolean foreignOrder) {
        if (!backlog.isEmpty() || !offerPacket(nodeId, packet, offset, length, foreignOrder)) {
            final byte[] copy = new byte[length];
            MemorySegment.copy(packet, offset, MemorySegment.ofArray(copy), 0, length);
            backlog.add(new Runnable() {
                @Override
                public void run() {
                    if (offerPacket(nodeId, MemorySegment.ofArray(copy), 0, length, foreignOrder)) {
                        backlog.remove();
                    }
                }
            });
        }
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        final long number = ++configurations;
        if (!backlog.isEmpty() || !offerConfiguration(number, transitional, ringId, members, left, joined)) {
            backlog.add(() -> {
                if (offerConfiguration(number, transitional, ringId, members, left, joined)) {
                    backlog.remove();
                }
            });
        }
    }

    /** The end of a synchronisation is known to the services before it is to the ring. */
    @Override
    public void onSynchronisation(final boolean begins) {
        if (begins) {
            report(Kind.SYNCHRONISATION);
        }
    }

    @Override
    public void onTokenSent() {
        report(Kind.TOKEN_SENT);
    }

    private void report(final Kind kind) {
        if (!backlog.isEmpty() || !offer(kind)) {
            backlog.add(() -> {
                if (offer(kind)) {
                    backlog.remove();
                }
            });
        }
    }

    /** Ring's agent: whether reports wait outside the seam. */
    public boolean isBacklogged() {
        return !backlog.isEmpty();
    }

    /** Ring's agent: moves as much of the backlog as fits into the seam; the number of reports moved. */
    public int drainBacklog() {
        final int before = backlog.size();
        int size = before;
        while (size > 0) {
            backlog.element().run();
            if (backlog.size() == size) {
                break;
            }
            size = backlog.size();
        }
        return before - size;
    }

    /** Ring's agent: the number of configuration changes reported so far. */
    public long configurations() {
        return configurations;
    }

    /**
     * Services' agent: hands at most {@code limit} reports to the listener; their number.
     *
     * @param onConfiguration is told the number of each configuration change before the listener gets it
     */
    public int poll(final PacketListener listener, final int limit, final LongConsumer onConfiguration) {
        int count = 0;
        SeamEvent event;
        while (count < limit && (event = seam.peek()) != null) {
            switch (event.kind) {
                case MESSAGE -> listener.onPacket(event.nodeId, seam.payloads(), seam.payloadOffset(event), event.length, event.foreignOrder);
                case CONFIGURATION -> {
                    onConfiguration.accept(event.configuration);
                    listener.onConfigurationChange(event.transitional, event.ringId, event.members, event.left, event.joined);
                }
                case SYNCHRONISATION -> listener.onSynchronisation(true);
                case TOKEN_SENT -> listener.onTokenSent();
                default -> throw new IllegalStateException("not a report: kind=" + event.kind);
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

    private boolean offerPacket(final int nodeId, final MemorySegment packet, final long offset, final int length,
        final boolean foreignOrder) {
        final SeamEvent event = seam.tryClaim(Kind.MESSAGE, length);
        if (event == null) {
            return false;
        }
        event.nodeId = nodeId;
        event.foreignOrder = foreignOrder;
        MemorySegment.copy(packet, offset, seam.payloads(), seam.payloadOffset(event), length);
        seam.publish();
        return true;
    }

    private boolean offerConfiguration(final long number, final boolean transitional, final RingId ringId, final int[] members,
        final int[] left, final int[] joined) {
        final SeamEvent event = seam.tryClaim(Kind.CONFIGURATION, 0);
        if (event == null) {
            return false;
        }
        event.configuration = number;
        event.transitional = transitional;
        event.ringId = ringId;
        event.members = members;
        event.left = left;
        event.joined = joined;
        seam.publish();
        return true;
    }

    private boolean offer(final Kind kind) {
        if (seam.tryClaim(kind, 0) == null) {
            return false;
        }
        seam.publish();
        return true;
    }
}
