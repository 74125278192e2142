package org.gatun.engine.service.sync;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.RequestHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the services of all members to one state after each configuration change, service by service.
 *
 * <p>Each member names its services (service build); the union of all lists, ascending, is worked off in rounds. In a round each
 * member sends the service's data, then a barrier; when the barriers of all members have come, the data of all has been seen, since
 * messages are totally ordered. A new configuration breaks the work off and starts it again.
 * <pre>
 *  state    event                           next     action
 *  any      regular configuration           BUILD    init of each local service; service build is sent
 *  BUILD    last service build              PROCESS  the lists are united
 *  PROCESS  token visit, service done       BARRIER  barrier is sent
 *  BARRIER  last barrier                    PROCESS  activate; the next service, or
 *                                           IDLE     after the last one: completed
 *  PROCESS  configuration change            IDLE     abort of the current service
 * </pre>
 * A barrier of another member may come while this one is still in PROCESS. Not thread-safe: one thread owns it.
 * Source: corosync exec/sync.c.
 */
public final class Synchroniser {
    private enum State { IDLE, BUILD, PROCESS, BARRIER }

    private static final Logger LOGGER = LoggerFactory.getLogger("SYNC");
    private static final RingId NO_RING = new RingId(0, 0);
    private static final int[] NOBODY = {};

    private final Groups groups;
    private final SyncListener listener;
    private final List<SyncService> local = new ArrayList<>();
    private final List<SyncService> rounds = new ArrayList<>();
    private final MemorySegment message = Arena.ofAuto().allocate(SyncMessages.SERVICE_BUILD_LENGTH, 8);

    private State state = State.IDLE;
    private RingId ringId = NO_RING;
    private int[] members = NOBODY;
    private int[] transitional = NOBODY;
    private boolean[] received = {};
    private int current;
    private boolean inProgress = true;
    private boolean buildUnsent;
    private boolean processed;

    /** It is in progress from the start, until the first configuration has been synchronised. */
    public Synchroniser(final Groups groups, final SyncListener listener) {
        this.groups = groups;
        this.listener = listener;
    }

    /** Adds a local service, from the next regular configuration on. */
    public void add(final SyncService service) {
        local.add(service);
        local.sort(Comparator.comparingInt(SyncService::id));
    }

    /** Whether clients must wait. */
    public boolean inProgress() {
        return inProgress;
    }

    /** A configuration change, as the ring reports it; the arrays are kept and not changed. */
    public void onConfigurationChange(final boolean isTransitional, final RingId newRingId, final int[] newMembers) {
        if (inProgress) {
            breakOff();
        }
        inProgress = true;
        listener.onSyncStarted();
        if (isTransitional) {
            transitional = newMembers;
        } else {
            start(newRingId, newMembers);
        }
    }

    /** A message of group {@code sync}; anything may be in it. */
    public void onMessage(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        if (length < SyncMessages.BARRIER_LENGTH || !SyncMessages.hasRing(segment, offset, ringId)) {
            return;
        }
        switch (RequestHeader.id(segment, offset)) {
            case SyncMessages.SERVICE_BUILD -> onServiceBuild(nodeId, segment, offset, length);
            case SyncMessages.BARRIER -> onBarrier(nodeId);
            default -> LOGGER.warn("discarded unknown message of node {}", Integer.toUnsignedString(nodeId));
        }
    }

    /** A token visit has ended. */
    public void onTokenSent() {
        if (state == State.BUILD && buildUnsent) {
            sendServiceBuild();
        } else if (state == State.PROCESS) {
            process();
        }
    }

    private void start(final RingId newRingId, final int[] newMembers) {
        ringId = newRingId;
        members = newMembers;
        received = new boolean[members.length];
        rounds.clear();
        rounds.addAll(local);
        current = 0;
        state = State.BUILD;
        sendServiceBuild();
        transitional = common(transitional, members);
        for (int i = 0; i < local.size(); i++) {
            local.get(i).syncInit(transitional, members, ringId);
        }
    }

    private void breakOff() {
        if (state == State.PROCESS) {
            rounds.get(current).syncAbort();
        }
        state = State.IDLE;
        ringId = NO_RING;
    }

    private void sendServiceBuild() {
        SyncMessages.putServiceBuild(message, ringId, local.size());
        for (int i = 0; i < local.size(); i++) {
            SyncMessages.putService(message, i, local.get(i).id());
        }
        buildUnsent = !groups.multicast(GroupName.SYNC, message, 0, SyncMessages.SERVICE_BUILD_LENGTH, message, 0, 0);
        if (buildUnsent) {
            groups.requestTokenCallback();
        }
    }

    private void onServiceBuild(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        if (state != State.BUILD || length < SyncMessages.SERVICE_BUILD_LENGTH) {
            return;
        }
        final int count = SyncMessages.count(segment, offset);
        if (count < 0 || count > SyncMessages.SERVICES_MAX) {
            LOGGER.warn("service list of node {} is wrong: count={}", Integer.toUnsignedString(nodeId), count);
            return;
        }
        for (int i = 0; i < count; i++) {
            addRound(SyncMessages.service(segment, offset, i));
        }
        if (allReceived(nodeId)) {
            nextRound();
        }
    }

    private void addRound(final int serviceId) {
        int position = 0;
        while (position < rounds.size() && rounds.get(position).id() <= serviceId) {
            if (rounds.get(position).id() == serviceId) {
                return;
            }
            position++;
        }
        rounds.add(position, new ForeignService(serviceId));
    }

    private void onBarrier(final int nodeId) {
        if (state != State.PROCESS && state != State.BARRIER) {
            return;
        }
        // A member sends its own barrier last of all in its round, so all barriers are there only in state BARRIER.
        if (allReceived(nodeId) && state == State.BARRIER) {
            final SyncService service = rounds.get(current);
            LOGGER.debug("Committing synchronization for {}", service.fullName());
            current++;
            service.syncActivate();
            nextRound();
        }
    }

    private void nextRound() {
        if (current == rounds.size()) {
            state = State.IDLE;
            inProgress = false;
            listener.onSyncCompleted();
            return;
        }
        Arrays.fill(received, false);
        processed = false;
        state = State.PROCESS;
        groups.requestTokenCallback();
    }

    private void process() {
        processed = processed || rounds.get(current).syncProcess();
        if (processed && sendBarrier()) {
            state = State.BARRIER;
        } else {
            groups.requestTokenCallback();
        }
    }

    private boolean sendBarrier() {
        SyncMessages.putBarrier(message, ringId);
        return groups.multicast(GroupName.SYNC, message, 0, SyncMessages.BARRIER_LENGTH, message, 0, 0);
    }

    /** Marks a sender; whether all members are marked now. A sender that is no member is ignored. */
    private boolean allReceived(final int nodeId) {
        boolean all = true;
        for (int i = 0; i < members.length; i++) {
            if (members[i] == nodeId) {
                received[i] = true;
            }
            all &= received[i];
        }
        return all;
    }

    private static int[] common(final int[] some, final int[] others) {
        final int[] found = new int[some.length];
        int n = 0;
        for (final int nodeId : some) {
            for (final int other : others) {
                if (nodeId == other) {
                    found[n++] = nodeId;
                    break;
                }
            }
        }
        return Arrays.copyOf(found, n);
    }
}
