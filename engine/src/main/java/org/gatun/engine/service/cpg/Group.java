package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.ipc.message.Marshal;

/** One group: its processes in the cluster and its connections on this node. One thread. */
final class Group {
    private static final CpgConnection[] NONE = {};

    private final byte[] name;
    private final int hash;
    private final MemorySegment nameField = Arena.ofAuto().allocate(Marshal.CPG_NAME_LENGTH, 8);
    /** In the order of {@link CpgProcess#compare}. */
    private final List<CpgProcess> processes = new ArrayList<>();
    /** Newest first; replaced at each change, so that a walk is not disturbed. */
    private CpgConnection[] connections = NONE;
    private int announcements;

    Group(final byte[] name, final int hash) {
        this.name = name;
        this.hash = hash;
        Marshal.putCpgName(nameField, 0, name);
    }

    byte[] name() {
        return name;
    }

    int hash() {
        return hash;
    }

    /** The name as it stands in messages, the unused bytes 0. */
    MemorySegment nameField() {
        return nameField;
    }

    List<CpgProcess> processes() {
        return processes;
    }

    CpgConnection[] connections() {
        return connections;
    }

    void add(final CpgConnection connection) {
        connections = CpgConnection.with(connections, connection);
    }

    void remove(final CpgConnection connection) {
        connections = CpgConnection.without(connections, connection);
    }

    /** Keeps the group while a member's announcement refers to it. */
    void announced() {
        announcements++;
    }

    void announcementForgotten() {
        announcements--;
    }

    boolean isUnused() {
        return processes.isEmpty() && connections.length == 0 && announcements == 0;
    }

    CpgProcess find(final int nodeId, final int pid) {
        for (int i = 0; i < processes.size(); i++) {
            if (processes.get(i).is(nodeId, pid)) {
                return processes.get(i);
            }
        }
        return null;
    }

    boolean hasProcessOn(final int nodeId) {
        for (int i = 0; i < processes.size(); i++) {
            if (processes.get(i).nodeId() == nodeId) {
                return true;
            }
        }
        return false;
    }

    /** The order of names at a synchronisation: as C strings, so that only the bytes before a zero byte count. */
    static int compareNames(final Group a, final Group b) {
        for (int i = 0;; i++) {
            final int x = i < a.name.length ? a.name[i] & 0xff : 0;
            final int y = i < b.name.length ? b.name[i] & 0xff : 0;
            if (x != y || x == 0) {
                return x - y;
            }
        }
    }
}
