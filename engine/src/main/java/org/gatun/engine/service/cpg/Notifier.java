package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds and sends the configuration change events. One thread. */
final class Notifier {
    private static final Logger LOGGER = LoggerFactory.getLogger("CPG");
    /** The room that libcpg has for each list; more would overrun it. */
    private static final int LIST_MAX = 128;
    private static final int NODES_MAX = 384;

    private final MemorySegment configuration = Arena.ofAuto().allocate(CpgMessages.configurationLength(3 * LIST_MAX), 8);
    private final MemorySegment totemConfiguration = Arena.ofAuto().allocate(CpgMessages.totemConfigurationLength(NODES_MAX), 8);
    /** All connections that are not finalised, newest first. */
    private CpgConnection[] connections = {};
    /** Of the last synchronisation that began. */
    private RingId ringId = new RingId(0, 0);
    /** Of the last synchronisation that ended. */
    private int[] members = {};

    void add(final CpgConnection connection) {
        connections = CpgConnection.with(connections, connection);
    }

    void remove(final CpgConnection connection) {
        connections = CpgConnection.without(connections, connection);
    }

    CpgConnection[] connections() {
        return connections;
    }

    void ringId(final RingId newRingId) {
        ringId = newRingId;
    }

    void members(final int[] newMembers) {
        members = newMembers;
    }

    /** The members of the last synchronisation that ended. */
    int[] members() {
        return members;
    }

    /**
     * Reports a change of a group to its connections, then the ring's configuration to those that wait for it.
     *
     * @param joined processes that are in the process list
     * @param left processes that may still be in the process list
     */
    void groupChanged(final Group group, final int localNodeId, final List<CpgProcess> joined, final int joinReason,
        final List<CpgProcess> left, final int leaveReason) {
        completeJoins(group, localNodeId, joined);
        sendConfiguration(group, joined, joinReason, left, leaveReason);
        for (final CpgConnection connection : connections) {
            if (connection.wantsInitialTotemConfiguration()) {
                sendTotemConfiguration(connection, putTotemConfiguration());
                connection.initialTotemConfigurationSent();
            }
        }
    }

    /** Reports the ring's configuration to all connections. */
    void totemConfigurationChanged() {
        final int length = putTotemConfiguration();
        for (final CpgConnection connection : connections) {
            sendTotemConfiguration(connection, length);
        }
    }

    private static void completeJoins(final Group group, final int localNodeId, final List<CpgProcess> joined) {
        for (final CpgProcess process : joined) {
            if (process.nodeId() == localNodeId) {
                for (final CpgConnection connection : group.connections()) {
                    if (connection.pid() == process.pid()) {
                        connection.joinCompleted();
                    }
                }
            }
        }
    }

    private void sendConfiguration(final Group group, final List<CpgProcess> joined, final int joinReason,
        final List<CpgProcess> left, final int leaveReason) {
        if (group.connections().length == 0) {
            return;
        }
        int position = CpgMessages.CONFIGURATION_RECORDS;
        int memberCount = 0;
        for (final CpgProcess process : group.processes()) {
            if (memberCount < LIST_MAX && !left.contains(process)) {
                CpgMessages.putRecord(configuration, position, process.nodeId(), process.pid(), CpgMessages.REASON_UNDEFINED);
                position += CpgMessages.RECORD_LENGTH;
                memberCount++;
            }
        }
        final int leftCount = putRecords(position, left, leaveReason);
        position += leftCount * CpgMessages.RECORD_LENGTH;
        final int joinedCount = putRecords(position, joined, joinReason);
        position += joinedCount * CpgMessages.RECORD_LENGTH;
        if (group.processes().size() > LIST_MAX || left.size() > leftCount || joined.size() > joinedCount) {
            LOGGER.warn("group has more processes than a client can take: reported the first {}", LIST_MAX);
        }
        ResponseHeader.put(configuration, 0, CpgMessages.CONFIGURATION_EVENT, position, CsError.OK);
        MemorySegment.copy(group.nameField(), 0, configuration, CpgMessages.EVENT_GROUP, Marshal.CPG_NAME_LENGTH);
        Marshal.putLong(configuration, CpgMessages.CONFIGURATION_MEMBERS, memberCount);
        Marshal.putLong(configuration, CpgMessages.CONFIGURATION_JOINED, joinedCount);
        Marshal.putLong(configuration, CpgMessages.CONFIGURATION_LEFT, leftCount);
        for (final CpgConnection connection : group.connections()) {
            if (connection.receives()) {
                connection.session().event(configuration, 0, position, configuration, 0, 0);
                connection.configurationChanged();
            }
        }
    }

    private int putRecords(final int position, final List<CpgProcess> processes, final int reason) {
        final int count = Math.min(processes.size(), LIST_MAX);
        for (int i = 0; i < count; i++) {
            final CpgProcess process = processes.get(i);
            CpgMessages.putRecord(configuration, position + (long)i * CpgMessages.RECORD_LENGTH, process.nodeId(), process.pid(), reason);
        }
        return count;
    }

    private int putTotemConfiguration() {
        final int count = Math.min(members.length, NODES_MAX);
        final int length = CpgMessages.totemConfigurationLength(count);
        ResponseHeader.put(totemConfiguration, 0, CpgMessages.TOTEM_CONFIGURATION_EVENT, length, CsError.OK);
        Marshal.putLong(totemConfiguration, CpgMessages.TOTEM_RING_NODE_ID, ringId.representative() & 0xffff_ffffL);
        Marshal.putLong(totemConfiguration, CpgMessages.TOTEM_RING_SEQUENCE, ringId.sequence());
        Marshal.putInt(totemConfiguration, CpgMessages.TOTEM_COUNT, count);
        for (int i = 0; i < count; i++) {
            Marshal.putInt(totemConfiguration, CpgMessages.TOTEM_NODE_IDS + 4L * i, members[i]);
        }
        Marshal.putInt(totemConfiguration, CpgMessages.TOTEM_NODE_IDS + 4L * count, 0);
        return length;
    }

    private void sendTotemConfiguration(final CpgConnection connection, final int length) {
        connection.session().event(totemConfiguration, 0, length, totemConfiguration, 0, 0);
    }
}
