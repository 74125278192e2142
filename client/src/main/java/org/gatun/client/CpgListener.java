package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What happens in a process's group, in the order that is the same for all members. Called inside {@link Cpg#dispatch}; may call
 * every method of the handle but {@code dispatch} and {@code close}.
 */
public interface CpgListener {
    /**
     * A message to the group, the own ones included.
     *
     * @param nodeId where it was sent
     * @param pid of the sender
     * @param message not a copy: the bytes are valid until this returns
     */
    void deliver(int nodeId, int pid, MemorySegment message, long offset, int length);

    /**
     * The group has other members from now on.
     *
     * @param members all of them now
     * @param left those that went, with their reasons
     * @param joined those that came, with their reasons
     */
    default void configurationChange(final List<CpgMember> members, final List<CpgMember> left,
        final List<CpgMember> joined) {
    }

    /**
     * The ring has another configuration.
     *
     * @param ringNodeId representative of the ring id
     * @param ringSequence sequence of the ring id
     * @param nodeIds members in ascending order
     */
    default void totemConfigurationChange(final int ringNodeId, final long ringSequence, final int[] nodeIds) {
    }
}
