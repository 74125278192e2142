package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What delivered executive messages do: joins, leaves, and messages handed to clients. One thread; a message allocates nothing. */
final class CpgDelivery {
    private static final Logger LOGGER = LoggerFactory.getLogger("CPG");
    private static final List<CpgProcess> NOBODY = List.of();
    /** What a client's event ring and the C library's buffer take. */
    private static final int EVENT_MAX = 1 << 20;

    private final int localNodeId;
    private final GroupTable groups;
    private final ProcessList processes;
    private final Notifier notifier;
    private final Membership membership;
    private final MemorySegment deliverHead = Arena.ofAuto().allocate(CpgMessages.DELIVER_DATA, 8);
    private final MemorySegment partialHead = Arena.ofAuto().allocate(CpgMessages.PARTIAL_DELIVER_DATA, 8);

    CpgDelivery(final int localNodeId, final GroupTable groups, final ProcessList processes, final Notifier notifier,
        final Membership membership) {
        this.localNodeId = localNodeId;
        this.groups = groups;
        this.processes = processes;
        this.notifier = notifier;
        this.membership = membership;
    }

    void onJoin(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (!isJoinOrLeave(message, offset, length)) {
            return;
        }
        final int pid = Marshal.getInt(message, offset + CpgExec.PID);
        final Group group = groups.intern(message, offset + CpgExec.GROUP);
        if (group.find(nodeId, pid) == null) {
            final CpgProcess process = new CpgProcess(nodeId, pid, group);
            processes.add(process);
            notifier.groupChanged(group, localNodeId, List.of(process), CpgMessages.REASON_JOIN, NOBODY, 0);
        }
    }

    /** Clients are not told of the end of a process that they were never told of. */
    void onLeave(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (!isJoinOrLeave(message, offset, length)) {
            return;
        }
        final int pid = Marshal.getInt(message, offset + CpgExec.PID);
        final int reason = Marshal.getInt(message, offset + CpgExec.REASON);
        final Group group = groups.find(message, offset + CpgExec.GROUP);
        if (group == null) {
            return;
        }
        final CpgProcess process = group.find(nodeId, pid);
        if (process != null) {
            notifier.groupChanged(group, localNodeId, NOBODY, 0, List.of(process), reason);
        }
        if (nodeId == localNodeId) {
            completeLeave(group, pid);
        }
        membership.forgetAnnounced(nodeId, pid, group);
        if (process != null) {
            processes.remove(process);
        } else {
            groups.releaseIfUnused(group);
        }
    }

    void onMulticast(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (length < CpgExec.MULTICAST_DATA) {
            return;
        }
        final int dataLength = Marshal.getInt(message, offset + CpgExec.MESSAGE_LENGTH);
        final Group group = groups.find(message, offset + CpgExec.GROUP);
        if (group == null || !hasReceiver(group, nodeId)) {
            return;
        }
        if (dataLength < 0 || dataLength > length - CpgExec.MULTICAST_DATA || dataLength > EVENT_MAX - CpgMessages.DELIVER_DATA) {
            LOGGER.warn("discarded message of node {}: wrong length {}", Integer.toUnsignedString(nodeId), dataLength);
            return;
        }
        final MemorySegment head = deliverHead;
        ResponseHeader.put(head, 0, CpgMessages.DELIVER_EVENT, CpgMessages.DELIVER_DATA + dataLength, CsError.OK);
        MemorySegment.copy(group.nameField(), 0, head, CpgMessages.EVENT_GROUP, Marshal.CPG_NAME_LENGTH);
        Marshal.putInt(head, CpgMessages.DELIVER_MESSAGE_LENGTH, dataLength);
        Marshal.putInt(head, CpgMessages.DELIVER_NODE_ID, nodeId);
        Marshal.putInt(head, CpgMessages.DELIVER_PID, Marshal.getInt(message, offset + CpgExec.MULTICAST_PID));
        send(group, head, CpgMessages.DELIVER_DATA, message, offset + CpgExec.MULTICAST_DATA, dataLength);
    }

    void onPartialMulticast(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (length < CpgExec.PARTIAL_DATA) {
            return;
        }
        final int fragmentLength = Marshal.getInt(message, offset + CpgExec.FRAGMENT_LENGTH);
        final Group group = groups.find(message, offset + CpgExec.GROUP);
        if (group == null || !hasReceiver(group, nodeId)) {
            return;
        }
        if (fragmentLength < 0 || fragmentLength > length - CpgExec.PARTIAL_DATA
            || fragmentLength > EVENT_MAX - CpgMessages.PARTIAL_DELIVER_DATA) {
            LOGGER.warn("discarded fragment of node {}: wrong length {}", Integer.toUnsignedString(nodeId), fragmentLength);
            return;
        }
        final MemorySegment head = partialHead;
        ResponseHeader.put(head, 0, CpgMessages.PARTIAL_DELIVER_EVENT, CpgMessages.PARTIAL_DELIVER_DATA + fragmentLength, CsError.OK);
        MemorySegment.copy(group.nameField(), 0, head, CpgMessages.EVENT_GROUP, Marshal.CPG_NAME_LENGTH);
        Marshal.putInt(head, CpgMessages.PARTIAL_DELIVER_MESSAGE_LENGTH, Marshal.getInt(message, offset + CpgExec.MESSAGE_LENGTH));
        Marshal.putInt(head, CpgMessages.PARTIAL_DELIVER_FRAGMENT_LENGTH, fragmentLength);
        Marshal.putInt(head, CpgMessages.PARTIAL_DELIVER_NODE_ID, nodeId);
        Marshal.putInt(head, CpgMessages.PARTIAL_DELIVER_PID, Marshal.getInt(message, offset + CpgExec.PARTIAL_PID));
        Marshal.putInt(head, CpgMessages.PARTIAL_DELIVER_TYPE, Marshal.getInt(message, offset + CpgExec.PARTIAL_TYPE));
        send(group, head, CpgMessages.PARTIAL_DELIVER_DATA, message, offset + CpgExec.PARTIAL_DATA, fragmentLength);
    }

    private static void send(final Group group, final MemorySegment head, final int headLength, final MemorySegment data,
        final long offset, final int length) {
        final CpgConnection[] connections = group.connections();
        for (int i = 0; i < connections.length; i++) {
            if (connections[i].receives()) {
                connections[i].session().event(head, 0, headLength, data, offset, length);
            }
        }
    }

    /** Whether a client on this node gets the group's messages, and the sender's node has a process in it. */
    private static boolean hasReceiver(final Group group, final int nodeId) {
        final CpgConnection[] connections = group.connections();
        for (int i = 0; i < connections.length; i++) {
            if (connections[i].receives()) {
                if (!group.hasProcessOn(nodeId)) {
                    LOGGER.warn("Unknown node -> we will not deliver message");
                    return false;
                }
                return true;
            }
        }
        return false;
    }

    private static void completeLeave(final Group group, final int pid) {
        for (final CpgConnection connection : group.connections()) {
            if (connection.pid() == pid && connection.state() == CpgConnection.State.LEAVE_STARTED) {
                connection.left();
            }
        }
    }

    private static boolean isJoinOrLeave(final MemorySegment message, final long offset, final int length) {
        return length >= CpgExec.JOIN_LENGTH
            && Integer.compareUnsigned(Marshal.getInt(message, offset + CpgExec.GROUP), Marshal.CPG_NAME_TEXT_MAX) <= 0;
    }
}
