package org.gatun.engine.runtime.seam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;
import org.gatun.engine.runtime.seam.SeamEvent.Kind;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;

/**
 * Carries deliveries and configuration changes from the ring's agent to the services' agent, in order.
 *
 * <p>When the services are behind and the seam is full, what is reported waits in a list of its own, and {@link #isBacklogged} tells
 * the ring's agent to take nothing more from the network until {@link #drainBacklog} has emptied it: the token waits for slow
 * services, as it does where both share a thread.
 */
public final class DeliverySeam implements GroupListener {
    private final Seam seam;
    private final ArrayDeque<Runnable> backlog = new ArrayDeque<>();
    private long configurations;

    /** @param doorbell of the services' agent */
    public DeliverySeam(final Arena arena, final Doorbell doorbell) {
        this.seam = new Seam(arena, doorbell);
    }

    @Override
    public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        if (!backlog.isEmpty() || !offerMessage(group, nodeId, message, offset, length, foreignOrder)) {
            final byte[] copy = new byte[length];
            MemorySegment.copy(message, offset, MemorySegment.ofArray(copy), 0, length);
            backlog.add(new Runnable() {
                @Override
                public void run() {
                    if (offerMessage(group, nodeId, MemorySegment.ofArray(copy), 0, length, foreignOrder)) {
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

    @Override
    public void onTokenSent() {
        if (!backlog.isEmpty() || !offerTokenSent()) {
            backlog.add(() -> {
                if (offerTokenSent()) {
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
    public int poll(final GroupListener listener, final int limit, final LongConsumer onConfiguration) {
        int count = 0;
        SeamEvent event;
        while (count < limit && (event = seam.peek()) != null) {
            switch (event.kind) {
                case MESSAGE -> listener.onDeliver(event.group, event.nodeId, seam.payloads(), seam.payloadOffset(event), event.length,
                    event.foreignOrder);
                case CONFIGURATION -> {
                    onConfiguration.accept(event.configuration);
                    listener.onConfigurationChange(event.transitional, event.ringId, event.members, event.left, event.joined);
                }
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

    private boolean offerMessage(final GroupName group, final int nodeId, final MemorySegment message, final long offset,
        final int length, final boolean foreignOrder) {
        final SeamEvent event = seam.tryClaim(Kind.MESSAGE, length);
        if (event == null) {
            return false;
        }
        event.group = group;
        event.nodeId = nodeId;
        event.foreignOrder = foreignOrder;
        MemorySegment.copy(message, offset, seam.payloads(), seam.payloadOffset(event), length);
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

    private boolean offerTokenSent() {
        if (seam.tryClaim(Kind.TOKEN_SENT, 0) == null) {
            return false;
        }
        seam.publish();
        return true;
    }
}
