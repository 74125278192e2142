package org.gatun.engine.service.cpg;

/** A process in a group, somewhere in the cluster. */
record CpgProcess(int nodeId, int pid, Group group) {
    /** The order of the process list: node id, then pid, both unsigned. */
    static int compare(final CpgProcess a, final CpgProcess b) {
        final int byNode = Integer.compareUnsigned(a.nodeId, b.nodeId);
        return byNode != 0 ? byNode : Integer.compareUnsigned(a.pid, b.pid);
    }

    boolean is(final int otherNodeId, final int otherPid) {
        return nodeId == otherNodeId && pid == otherPid;
    }
}
