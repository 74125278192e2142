package org.gatun.engine.service.cpg;

import java.util.ArrayList;
import java.util.List;

/**
 * All processes of all groups in the cluster, in the order of {@link CpgProcess#compare}; among equals a new one comes last. One thread.
 */
final class ProcessList {
    private final List<CpgProcess> processes = new ArrayList<>();
    private final GroupTable groups;

    ProcessList(final GroupTable groups) {
        this.groups = groups;
    }

    void add(final CpgProcess process) {
        insert(processes, process);
        insert(process.group().processes(), process);
    }

    /** Removes a process; its group too, if that was its last use. */
    void remove(final CpgProcess process) {
        processes.remove(process);
        process.group().processes().remove(process);
        groups.releaseIfUnused(process.group());
    }

    /** All processes; read only. */
    List<CpgProcess> all() {
        return processes;
    }

    private static void insert(final List<CpgProcess> list, final CpgProcess process) {
        int position = list.size();
        while (position > 0 && CpgProcess.compare(list.get(position - 1), process) > 0) {
            position--;
        }
        list.add(position, process);
    }
}
