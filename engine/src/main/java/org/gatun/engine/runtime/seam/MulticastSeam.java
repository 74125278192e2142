package org.gatun.engine.runtime.seam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import org.gatun.engine.runtime.seam.SeamEvent.Kind;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.QueueLevel;

/**
 * Carries messages and commands from the services' agent to the ring's agent. To the services it is the ring.
 *
 * <p>There are two lanes, each in order. What is multicast while the services synchronise goes by the lane of the synchronisation,
 * everything else by the ordinary one, which the ring's agent leaves alone as long as its ring waits for the end of a
 * synchronisation. So a message that was accepted before a new configuration was known here cannot be sent between the messages of
 * the synchronisation, and a full send queue cannot keep them from ending it.
 *
 * <p>Figures of the ring's send queue reach the services by {@link #publishFigures}, so they may lag by one cycle of the ring's
 * agent; what waits in the ordinary lane is reckoned with. A message that finds the queue full stays at the head of its lane until
 * there is room: nothing is lost.
 */
public final class MulticastSeam implements Groups {
    /** Bytes that the group header of the services adds to each body. */
    private static final int NAME_BYTES = 1;
    /** Per cent of a lane above which clients are told to wait; the rest is kept for services and commands. */
    private static final int CRITICAL_PERCENT = 75;

    private final Seam ordinary;
    private final Seam synchronisation;
    private final int localNodeId;
    private final int bytesPerUnit;
    private final long maximumBytes;
    private final int capacityUnits;
    private final Runnable onSynchronised;
    private QueueLevel level = QueueLevel.GOOD;
    private int reserved;
    private int unitsGiven;
    private long configurations;
    private boolean synchronising;
    private int unitsHandedOn;
    private volatile int unitsTaken;
    private volatile int roomUnits;

    /**
     * @param doorbell of the ring's agent
     * @param bytesPerUnit payload bytes of one frame, as the group layer reckons
     * @param maximumBytes a message of this size or more never fits
     * @param capacityUnits what the ring's send queue holds
     * @param onSynchronised run when the services say that their synchronisation is complete
     */
    public MulticastSeam(final Arena arena, final Doorbell doorbell, final int localNodeId, final int bytesPerUnit,
        final long maximumBytes, final int capacityUnits, final Runnable onSynchronised) {
        this.ordinary = new Seam(arena, doorbell);
        this.synchronisation = new Seam(arena, doorbell);
        this.localNodeId = localNodeId;
        this.bytesPerUnit = bytesPerUnit;
        this.maximumBytes = maximumBytes;
        this.capacityUnits = capacityUnits;
        this.onSynchronised = onSynchronised;
    }

    @Override
    public int localNodeId() {
        return localNodeId;
    }

    @Override
    public boolean multicast(final boolean apart, final GroupName group, final MemorySegment head, final long headOffset,
        final int headLength, final MemorySegment body, final long bodyOffset, final int bodyLength) {
        final Seam lane = lane();
        final SeamEvent event = lane.tryClaim(Kind.MESSAGE, headLength + bodyLength);
        if (event == null) {
            return false;
        }
        event.group = group;
        event.apart = apart;
        final long offset = lane.payloadOffset(event);
        MemorySegment.copy(head, headOffset, lane.payloads(), offset, headLength);
        MemorySegment.copy(body, bodyOffset, lane.payloads(), offset + headLength, bodyLength);
        unitsGiven += units(headLength + bodyLength);
        lane.publish();
        return true;
    }

    @Override
    public int reserve(final int bodyBytes) {
        if (bodyBytes + NAME_BYTES >= maximumBytes) {
            return -1;
        }
        final int units = units(bodyBytes);
        if (ordinary.percentUsed() >= CRITICAL_PERCENT || units > room()) {
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
        level = level.at(Math.max(ordinary.percentUsed(), 100 - room() * 100 / capacityUnits));
        return level;
    }

    @Override
    public void synchronisationComplete() {
        command(synchronisation, Kind.SYNCHRONISATION_COMPLETE);
        synchronising = false;
        onSynchronised.run();
    }

    @Override
    public void requestTokenCallback() {
        command(lane(), Kind.TOKEN_CALLBACK);
    }

    @Override
    public void forceGather() {
        command(synchronisation, Kind.FORCE_GATHER);
    }

    /** Services' agent: the configuration change with this number is about to be reported to the services. */
    public void configurationReported(final long number) {
        configurations = number;
        synchronising = true;
    }

    /** Ring's agent: the units that may still be queued, for the services to reckon with from now on. */
    public void publishFigures(final int room) {
        if (roomUnits != room || unitsTaken != unitsHandedOn) {
            roomUnits = room;
            unitsTaken = unitsHandedOn;
        }
    }

    /** Ring's agent: how much was published so far, in whichever lane. */
    public long published() {
        return ordinary.published() + synchronisation.published();
    }

    /**
     * Ring's agent: hands messages and commands on, fewer when the send queue is full.
     *
     * @param configurationCount number of the ring's last configuration change; the end of a synchronisation before it is void
     * @param limit most of them from each lane
     * @param ringWaits whether the ring waits for the end of a synchronisation
     * @return how many were handed on
     */
    public int poll(final Groups target, final long configurationCount, final int limit,
        final BooleanSupplier ringWaits) {
        int count = poll(synchronisation, target, configurationCount, limit);
        if (!ringWaits.getAsBoolean()) {
            count += poll(ordinary, target, configurationCount, limit);
        }
        return count;
    }

    private int poll(final Seam lane, final Groups target, final long configurationCount, final int limit) {
        int count = 0;
        SeamEvent event;
        while (count < limit && (event = lane.peek()) != null) {
            switch (event.kind) {
                case MESSAGE -> {
                    final MemorySegment payloads = lane.payloads();
                    if (!target.multicast(event.apart, event.group, payloads, lane.payloadOffset(event), event.length, payloads, 0, 0)) {
                        return count;
                    }
                    unitsHandedOn += units(event.length);
                }
                case SYNCHRONISATION_COMPLETE -> {
                    if (event.configuration == configurationCount) {
                        target.synchronisationComplete();
                    }
                }
                case TOKEN_CALLBACK -> target.requestTokenCallback();
                case FORCE_GATHER -> target.forceGather();
                default -> throw new IllegalStateException("not a command: kind=" + event.kind);
            }
            lane.take(event);
            count++;
        }
        return count;
    }

    private int room() {
        // Read in the opposite order of their being written, so that room is never reckoned too large.
        final int waiting = unitsGiven - unitsTaken;
        return Math.max(0, roomUnits - waiting - reserved);
    }

    private Seam lane() {
        return synchronising ? synchronisation : ordinary;
    }

    private int units(final int bodyBytes) {
        return (bodyBytes + NAME_BYTES) / bytesPerUnit + 1;
    }

    private void command(final Seam lane, final Kind kind) {
        // Commands are few and slots are kept for them: messages of clients stop at three quarters of a lane, by reserve().
        final SeamEvent event = lane.tryClaim(kind, 0);
        if (event == null) {
            throw new IllegalStateException("no slot left for a command: kind=" + kind);
        }
        event.configuration = configurations;
        lane.publish();
    }
}
