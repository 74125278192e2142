package org.gatun.test.sim;

import org.gatun.engine.totem.srp.RingState;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.Trace;

/** Sees a run as it goes, on the cluster's clock in nanoseconds. It changes nothing; what it is given is valid during the call. One thread. */
interface SimObserver {
    SimObserver NONE = new SimObserver() {
    };

    /** A frame is on its way from one node to another; a multicast is one for each. */
    default void sent(final long nowNs, final int from, final int to, final byte[] frame, final long arrivesNs) {
    }

    /** A frame of a type does not get through. */
    default void lost(final long nowNs, final int from, final int to, final byte type) {
    }

    /** A frame is handed to a node. */
    default void arrived(final long nowNs, final int to, final byte[] frame) {
    }

    default void entered(final long nowNs, final int node, final RingState state) {
    }

    default void installed(final long nowNs, final int node, final ConfigurationId configuration, final int[] members) {
    }

    /** @param node 0 where it befalls links of several */
    default void fault(final long nowNs, final int node, final Fault fault, final String detail) {
    }

    /** All that happens at this moment has happened. */
    default void advanced(final long nowNs, final Trace trace) {
    }
}
