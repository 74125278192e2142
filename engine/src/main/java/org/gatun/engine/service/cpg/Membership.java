package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The synchronisation of the process list at a change of the ring: each member sends which nodes it lost and which processes it has;
 * each acts on its own losses and on everybody's processes. One thread.
 */
final class Membership {
    private static final Logger LOGGER = LoggerFactory.getLogger("CPG");
    private static final List<CpgProcess> NOBODY = List.of();
    private static final int NODES_MAX = 384;

    private final Service service;
    private final ServiceContext context;
    private final GroupTable groups;
    private final ProcessList processes;
    private final Notifier notifier;
    private final MemorySegment downListMessage = Arena.ofAuto().allocate(CpgExec.DOWN_LIST_LENGTH, 8);
    /** Processes that the members announced in this synchronisation, in order of arrival. */
    private final List<CpgProcess> announced = new ArrayList<>();
    private int[] members = {};
    /** Nodes that left since clients were told last: also those that left in a synchronisation that broke off, and are back. */
    private int[] down = {};
    private boolean downListSent;

    Membership(final Service service, final ServiceContext context, final GroupTable groups, final ProcessList processes,
        final Notifier notifier) {
        this.service = service;
        this.context = context;
        this.groups = groups;
        this.processes = processes;
        this.notifier = notifier;
    }

    void init(final int[] transitional, final int[] newMembers, final RingId ringId) {
        members = newMembers;
        notifier.ringId(ringId);
        down = missing(notifier.members(), transitional, down);
        downListSent = false;
        forgetAnnounced();
    }

    /** Sends the down list, then the join list; whether both are sent. */
    boolean process() {
        downListSent = downListSent || sendDownList();
        return downListSent && sendJoinList();
    }

    void activate() {
        notifier.members(members);
        removeDownNodes();
        addAnnounced();
        removeUnannounced();
        forgetAnnounced();
        down = new int[0];
        notifier.totemConfigurationChanged();
    }

    void forgetAnnounced() {
        forgetAnnounced(process -> true);
    }

    /** A process has left that its node may have announced before. */
    void forgetAnnounced(final int nodeId, final int pid, final Group group) {
        forgetAnnounced(process -> process.group() == group && process.is(nodeId, pid));
    }

    private void forgetAnnounced(final Predicate<CpgProcess> which) {
        for (int i = announced.size() - 1; i >= 0; i--) {
            if (which.test(announced.get(i))) {
                final Group group = announced.remove(i).group();
                group.announcementForgotten();
                groups.releaseIfUnused(group);
            }
        }
    }

    /** A member's down list: its join list, if it has processes, comes behind it. */
    void onDownList(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (length < CpgExec.LEFT_NODES) {
            return;
        }
        LOGGER.debug("got down list: node={}, oldMembers={}, left={}", Integer.toUnsignedString(nodeId),
            Marshal.getInt(message, offset + CpgExec.OLD_MEMBERS), Marshal.getInt(message, offset + CpgExec.LEFT_COUNT));
        // What the node announced in a synchronisation that broke off may arrive after the next one has begun.
        forgetAnnounced(process -> process.nodeId() == nodeId);
    }

    /** A member's processes. */
    void onJoinList(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (length < CpgExec.ENTRIES) {
            return;
        }
        final int size = Math.clamp(ResponseHeader.size(message, offset), CpgExec.ENTRIES, length);
        final int count = (size - CpgExec.ENTRIES) / CpgExec.ENTRY_LENGTH;
        for (int i = 0; i < count; i++) {
            final long entry = offset + CpgExec.ENTRIES + (long)i * CpgExec.ENTRY_LENGTH;
            final Group group = groups.intern(message, entry + CpgExec.ENTRY_GROUP);
            group.announced();
            announced.add(new CpgProcess(nodeId, Marshal.getInt(message, entry), group));
        }
    }

    private boolean sendDownList() {
        final int count = Math.min(down.length, NODES_MAX);
        Marshal.clear(downListMessage, 0, CpgExec.DOWN_LIST_LENGTH);
        ExecHeader.put(downListMessage, 0, CpgService.ID, CpgExec.DOWN_LIST, CpgExec.DOWN_LIST_LENGTH);
        Marshal.putInt(downListMessage, CpgExec.OLD_MEMBERS, notifier.members().length);
        Marshal.putInt(downListMessage, CpgExec.LEFT_COUNT, count);
        for (int i = 0; i < count; i++) {
            Marshal.putInt(downListMessage, CpgExec.LEFT_NODES + 4L * i, down[i]);
        }
        return context.multicast(service, CpgExec.DOWN_LIST, downListMessage, CpgExec.DOWN_LIST_LENGTH);
    }

    private boolean sendJoinList() {
        int count = 0;
        for (final CpgProcess process : processes.all()) {
            if (process.nodeId() == context.localNodeId()) {
                count++;
            }
        }
        if (count == 0) {
            return true;
        }
        final int length = CpgExec.ENTRIES + count * CpgExec.ENTRY_LENGTH;
        final MemorySegment message = Arena.ofAuto().allocate(length, 8);
        ResponseHeader.putRaw(message, 0, ExecHeader.id(CpgService.ID, CpgExec.JOIN_LIST), length, 0);
        int entry = CpgExec.ENTRIES;
        for (final CpgProcess process : processes.all()) {
            if (process.nodeId() == context.localNodeId()) {
                Marshal.putInt(message, entry, process.pid());
                MemorySegment.copy(process.group().nameField(), 0, message, entry + CpgExec.ENTRY_GROUP, Marshal.CPG_NAME_LENGTH);
                entry += CpgExec.ENTRY_LENGTH;
            }
        }
        return context.multicast(service, CpgExec.JOIN_LIST, message, length);
    }

    private void removeDownNodes() {
        for (final Group group : groups.sorted()) {
            final List<CpgProcess> left = new ArrayList<>();
            for (final CpgProcess process : group.processes()) {
                if (contains(down, process.nodeId())) {
                    left.add(process);
                }
            }
            if (!left.isEmpty()) {
                notifier.groupChanged(group, context.localNodeId(), NOBODY, 0, left, CpgMessages.REASON_NODE_DOWN);
                left.forEach(processes::remove);
            }
        }
    }

    private void addAnnounced() {
        final List<CpgProcess> added = new ArrayList<>();
        for (int i = announced.size() - 1; i >= 0; i--) {
            final CpgProcess process = announced.get(i);
            if (process.nodeId() != context.localNodeId() && process.group().find(process.nodeId(), process.pid()) == null) {
                processes.add(process);
                added.add(process);
            }
        }
        for (final Group group : groups.sorted()) {
            final List<CpgProcess> joined = new ArrayList<>();
            for (final CpgProcess process : added) {
                if (process.group() == group) {
                    joined.add(process);
                }
            }
            if (!joined.isEmpty()) {
                notifier.groupChanged(group, context.localNodeId(), joined, CpgMessages.REASON_NODE_UP, NOBODY, 0);
            }
        }
    }

    private void removeUnannounced() {
        for (final CpgProcess process : List.copyOf(processes.all())) {
            if (process.nodeId() != context.localNodeId() && !announced.contains(process)) {
                notifier.groupChanged(process.group(), context.localNodeId(), NOBODY, 0, List.of(process),
                    CpgMessages.REASON_PROCESS_DOWN);
                processes.remove(process);
            }
        }
    }

    /** Those of some that are not among others, or are in {@code also}. */
    private static int[] missing(final int[] some, final int[] others, final int[] also) {
        final int[] result = new int[some.length];
        int n = 0;
        for (final int nodeId : some) {
            if (!contains(others, nodeId) || contains(also, nodeId)) {
                result[n++] = nodeId;
            }
        }
        return Arrays.copyOf(result, n);
    }

    private static boolean contains(final int[] nodes, final int nodeId) {
        for (final int node : nodes) {
            if (node == nodeId) {
                return true;
            }
        }
        return false;
    }
}
