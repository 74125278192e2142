package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.ExecHeader;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.Marshal;

/** What the service keeps of one client. One thread. */
final class CpgConnection {
    enum State { UNJOINED, JOIN_STARTED, JOIN_COMPLETED, LEAVE_STARTED }

    private final ClientSession session;
    private final long number;
    /** Heads of this client's executive messages: group, pid and source are written at the join. */
    private final MemorySegment multicastHead = Arena.ofAuto().allocate(CpgExec.MULTICAST_DATA, 8);
    private final MemorySegment partialHead = Arena.ofAuto().allocate(CpgExec.PARTIAL_DATA, 8);
    private final ZeroCopyBuffers zeroCopy = new ZeroCopyBuffers();
    private State state = State.UNJOINED;
    private Group group;
    private int pid;
    private int flags;
    private boolean initialTotemConfigurationSent;
    private boolean finalised;
    private long transitions;
    private long transitionsAtFirstFragment;

    /** @param number grows with each connection */
    CpgConnection(final ClientSession session, final long number) {
        this.session = session;
        this.number = number;
    }

    ClientSession session() {
        return session;
    }

    State state() {
        return state;
    }

    /** The group from the join's request on, {@code null} before and after. */
    Group group() {
        return group;
    }

    int pid() {
        return pid;
    }

    ZeroCopyBuffers zeroCopy() {
        return zeroCopy;
    }

    MemorySegment multicastHead() {
        return multicastHead;
    }

    MemorySegment partialHead() {
        return partialHead;
    }

    void joinStarted(final Group joined, final int joiningPid, final int joinFlags, final int nodeId) {
        state = State.JOIN_STARTED;
        group = joined;
        pid = joiningPid;
        flags = joinFlags;
        writeHead(multicastHead, CpgExec.MULTICAST_PID, CpgExec.MULTICAST_SOURCE, nodeId);
        writeHead(partialHead, CpgExec.PARTIAL_PID, CpgExec.PARTIAL_SOURCE, nodeId);
        joined.add(this);
    }

    private void writeHead(final MemorySegment head, final int pidOffset, final int sourceOffset, final int nodeId) {
        MemorySegment.copy(group.nameField(), 0, head, CpgExec.GROUP, Marshal.CPG_NAME_LENGTH);
        Marshal.putInt(head, pidOffset, pid);
        Marshal.putInt(head, sourceOffset, nodeId);
        Marshal.putLong(head, sourceOffset + 8L, number);
        ExecHeader.put(head, 0, CpgService.ID, 0, 0);
    }

    void joinCompleted() {
        if (state == State.JOIN_STARTED) {
            state = State.JOIN_COMPLETED;
        }
    }

    void leaveStarted() {
        state = State.LEAVE_STARTED;
    }

    /** The group is left for good, and another can be joined. */
    void left() {
        state = State.UNJOINED;
        if (group != null) {
            group.remove(this);
            group = null;
        }
    }

    /** Whether it may send to its group. */
    boolean canSend() {
        return state == State.JOIN_STARTED || state == State.JOIN_COMPLETED;
    }

    /** Whether it gets its group's messages and configuration changes. */
    boolean receives() {
        return !finalised && (state == State.JOIN_COMPLETED || state == State.LEAVE_STARTED);
    }

    void finalised() {
        finalised = true;
    }

    /** Whether the ring's configuration is still owed to it. */
    boolean wantsInitialTotemConfiguration() {
        return !finalised && !initialTotemConfigurationSent && (flags & CpgMessages.FLAG_INITIAL_TOTEM_CONFIGURATION) != 0;
    }

    void initialTotemConfigurationSent() {
        initialTotemConfigurationSent = true;
    }

    void configurationChanged() {
        transitions++;
    }

    /** Whether the group has changed since the first fragment of the message being sent. */
    boolean isInterrupted(final int fragmentType) {
        if (fragmentType == CpgMessages.PARTIAL_FIRST) {
            transitionsAtFirstFragment = transitions;
        }
        return transitions != transitionsAtFirstFragment;
    }

    /** A new array, newest connection first. */
    static CpgConnection[] with(final CpgConnection[] connections, final CpgConnection connection) {
        final CpgConnection[] more = Arrays.copyOf(connections, connections.length + 1);
        int position = connections.length;
        while (position > 0 && more[position - 1].number < connection.number) {
            more[position] = more[position - 1];
            position--;
        }
        more[position] = connection;
        return more;
    }

    /** A new array without the connection. */
    static CpgConnection[] without(final CpgConnection[] connections, final CpgConnection connection) {
        int n = 0;
        final CpgConnection[] rest = new CpgConnection[connections.length];
        for (final CpgConnection other : connections) {
            if (other != connection) {
                rest[n++] = other;
            }
        }
        return Arrays.copyOf(rest, n);
    }
}
