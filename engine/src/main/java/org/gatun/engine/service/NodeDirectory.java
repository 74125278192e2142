package org.gatun.engine.service;

import java.net.InetAddress;
import java.util.List;

/** What the transport knows of nodes and links. Called on the services' thread; any thread may be behind it. */
public interface NodeDirectory {
    /**
     * One local interface or link.
     *
     * @param name link number, a blank, address: {@code 0 10.77.0.1}; at most 127 bytes
     * @param status {@code OK}, or one character per known host; at most 511 bytes
     */
    record Interface(String name, String status) {
    }

    /**
     * One link to a node.
     *
     * @param mtu in bytes
     * @param source text, at most 255 bytes
     * @param destination text, at most 255 bytes
     */
    record Link(int number, boolean enabled, boolean connected, boolean dynamicallyConnected, int mtu, String source,
        String destination) {
    }

    /**
     * The state of a node. The on-wire versions are 0 where the transport has none.
     *
     * @param links at most 8
     */
    record Status(boolean reachable, boolean remote, boolean external, int onwireMin, int onwireMax, int onwireVersion,
        List<Link> links) {
    }

    /** The addresses of a node by link, as in {@code r(0) ip(10.77.0.1) }, with the blank at the end; empty if it is unknown. */
    String describe(int nodeId);

    /** The addresses of a node, by link; empty if it is unknown. At most 8. */
    List<InetAddress> addresses(int nodeId);

    /** This node's interfaces; at most 16. */
    List<Interface> interfaces();

    /**
     * The state of a node, {@code null} if the transport cannot tell.
     *
     * @param isMember whether it is in the ring, which is all that some transports can tell of a node
     */
    Status status(int nodeId, boolean isMember);
}
