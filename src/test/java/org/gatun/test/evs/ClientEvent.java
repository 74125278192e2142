package org.gatun.test.evs;

import java.util.Arrays;
import java.util.List;
import org.gatun.engine.totem.RingId;

/** What a client of a process group sees and does. */
public sealed interface ClientEvent {
    /** A process of a group in the whole cluster. */
    record Member(int nodeId, int pid) {
        @Override
        public String toString() {
            return nodeId + ":" + pid;
        }
    }

    /** A process in a list of changes, and why; the reasons of {@code CpgMessages}. */
    record Change(Member member, int reason) {
    }

    /** The group's members changed, in the configuration that the node was in. */
    record View(ConfigurationId in, List<Member> members, List<Change> joined, List<Change> left) implements ClientEvent {
        boolean has(final Member member) {
            return members.contains(member);
        }
    }

    /** A send was taken by the library. {@code synchronising}: it should not have been. */
    record Sent(int counter, boolean synchronising) implements ClientEvent {
    }

    /** A send was refused: try again. */
    record Refused(boolean synchronising) implements ClientEvent {
    }

    /** A message came. */
    record Got(Member from, int counter) implements ClientEvent {
    }

    /** The ring change call-back. */
    record RingChanged(RingId ring, int[] members) implements ClientEvent {
        @Override
        public String toString() {
            return "ring " + ring + ' ' + Arrays.toString(members);
        }
    }

    /** The quorum service's word on the ring. */
    record QuorumRing(RingId ring) implements ClientEvent {
    }

    /** It leaves, or ends. */
    record Ended() implements ClientEvent {
    }
}
