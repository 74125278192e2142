package org.gatun.tools.notify;

/** Something that happened in the cluster, as {@code corosync-notifyd} tells it. Node ids are unsigned. */
public sealed interface ClusterEvent {
    /** The line of the log. */
    String text();

    /**
     * A node came or went.
     *
     * @param name of its address, or the address
     * @param state {@code joined} or {@code left}
     */
    record Node(String name, int nodeId, String address, String state) implements ClusterEvent {
        @Override
        public String text() {
            return at(name, nodeId) + " ip:" + address + " " + state;
        }
    }

    /** This node's partition may work, or may not any more. */
    record Verdict(String host, int localNodeId, boolean isQuorate) implements ClusterEvent {
        @Override
        public String text() {
            return at(host, localNodeId) + (isQuorate ? " is now quorate" : " has lost quorum");
        }
    }

    /**
     * A program connected to this node's engine or went.
     *
     * @param client connection, process id and name of the process with dots between them
     */
    record Connection(String host, int localNodeId, String client, boolean isConnected) implements ClusterEvent {
        @Override
        public String text() {
            return at(host, localNodeId) + " " + client + " is now " + (isConnected ? "connected to" : "disconnected from")
                + " corosync";
        }
    }

    /** A link from this node to another one works, or does not any more. */
    record Link(String host, int localNodeId, int nodeId, int link, boolean isOperational) implements ClusterEvent {
        @Override
        public String text() {
            return at(host, localNodeId) + " link " + link + " to node " + Integer.toUnsignedString(nodeId) + " is now " + state();
        }

        /** The state in a word. */
        String state() {
            return isOperational ? "operational" : "disconnected";
        }
    }

    private static String at(final String name, final int nodeId) {
        return name + "[" + Integer.toUnsignedString(nodeId) + "]";
    }
}
