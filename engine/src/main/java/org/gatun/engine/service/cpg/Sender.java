package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.ipc.message.Marshal;

/** Sends the executive messages that clients cause. One thread; allocates nothing for a multicast. */
final class Sender {
    private static final long RETRY_NS = 5_000_000L;

    private final Service service;
    private final ServiceContext context;
    private final MemorySegment joinLeave = Arena.ofAuto().allocate(CpgExec.JOIN_LENGTH, 8);
    /** Leaves of connections that are gone, for which the queue had no room. */
    private final ArrayDeque<Leave> unsent = new ArrayDeque<>();
    private final Timers.Timer retry;

    private record Leave(MemorySegment nameField, int pid, int reason) {
    }

    Sender(final Service service, final ServiceContext context) {
        this.service = service;
        this.context = context;
        this.retry = context.timers().create(this::sendUnsent);
    }

    /** Sends a join or leave; {@code false} if there is no room. */
    boolean joinLeave(final int function, final MemorySegment name, final long nameOffset, final int pid, final int reason) {
        Marshal.clear(joinLeave, 0, CpgExec.JOIN_LENGTH);
        ExecHeader.put(joinLeave, 0, CpgService.ID, function, CpgExec.JOIN_LENGTH);
        MemorySegment.copy(name, nameOffset, joinLeave, CpgExec.GROUP, Marshal.CPG_NAME_LENGTH);
        Marshal.putInt(joinLeave, CpgExec.PID, pid);
        Marshal.putInt(joinLeave, CpgExec.REASON, reason);
        return context.multicast(service, function, joinLeave, CpgExec.JOIN_LENGTH);
    }

    /**
     * Sends a leave: now, when there is room, or behind the synchronisation. In between it would come before this node's list of processes
     * or behind it, and before a join that waits for the end: others would hear of the end of a process that they do not know, or know it
     * for ever.
     */
    void leaveForSure(final Group group, final int pid, final int reason) {
        unsent.add(new Leave(group.nameField(), pid, reason));
        sendUnsent();
    }

    /** Sends a connection's message of {@code length} bytes; {@code false} if there is no room. */
    boolean multicast(final CpgConnection connection, final MemorySegment data, final long offset, final int length) {
        final MemorySegment head = connection.multicastHead();
        ExecHeader.put(head, 0, CpgService.ID, CpgExec.MULTICAST, CpgExec.MULTICAST_DATA + length);
        Marshal.putInt(head, CpgExec.MESSAGE_LENGTH, length);
        return context.multicast(service, CpgExec.MULTICAST, head, 0, CpgExec.MULTICAST_DATA, data, offset, length);
    }

    /** Sends a fragment of {@code length} bytes of a message of {@code messageLength} bytes; {@code false} if there is no room. */
    boolean partialMulticast(final CpgConnection connection, final int messageLength, final int type, final MemorySegment data,
        final long offset, final int length) {
        final MemorySegment head = connection.partialHead();
        ExecHeader.put(head, 0, CpgService.ID, CpgExec.PARTIAL_MULTICAST, CpgExec.PARTIAL_DATA + length);
        Marshal.putInt(head, CpgExec.MESSAGE_LENGTH, messageLength);
        Marshal.putInt(head, CpgExec.FRAGMENT_LENGTH, length);
        Marshal.putInt(head, CpgExec.PARTIAL_TYPE, type);
        return context.multicast(service, CpgExec.PARTIAL_MULTICAST, head, 0, CpgExec.PARTIAL_DATA, data, offset, length);
    }

    private void sendUnsent() {
        while (!unsent.isEmpty()) {
            final Leave leave = unsent.peek();
            if (context.synchronising() || !joinLeave(CpgExec.LEAVE, leave.nameField(), 0, leave.pid(), leave.reason())) {
                retry.start(RETRY_NS);
                return;
            }
            unsent.remove();
        }
    }
}
