package org.gatun.engine.service.votequorum;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.totem.GroupName;
import org.gatun.ipc.message.Marshal;
import org.junit.jupiter.api.Test;

/** Node information that no engine would send. Views: quorate expected highest total quorum. */
final class NodeInfoTest {
    private final VoteRing ring = VoteRing.of(3, Map.of()).start(1, 2, 3).ring(1, 2, 3);

    /** Node 1 is told of one vote of a node, by a sender. */
    private void tell(final int from, final int id) {
        final MemorySegment message = MemorySegment.ofArray(new byte[VoteMessages.NODE_INFO_LENGTH]);
        ExecHeader.put(message, 0, VoteQuorumService.ID, VoteMessages.NODE_INFO, VoteMessages.NODE_INFO_LENGTH);
        Marshal.putInt(message, 16, id);
        Marshal.putInt(message, 20, 1);
        Marshal.putInt(message, 24, 3);
        ring.node(1).manager().onDeliver(GroupName.SERVICES, from, message, 0, VoteMessages.NODE_INFO_LENGTH, false);
    }

    @Test
    void shouldTakeANodesVotesFromItselfOnly() {
        tell(2, 4);
        ring.expect("yes 3 3 3 2", 1, 2, 3);
        tell(4, 4);
        ring.expect("yes 4 4 4 3", 1);
    }

    @Test
    void shouldKnowNoMoreNodesThanARingCanHave() {
        for (int id = 1000; id < 1390; id++) {
            tell(id, id);
        }
        ring.expect("yes 384 384 384 193", 1);
    }

    @Test
    void shouldForgetADeadNodeWhenThereAreAsManyAsMayBe() {
        ring.ring(1, 2);
        for (int id = 1000; id < 1390; id++) {
            tell(id, id);
        }
        ring.expect("yes 384 384 384 193", 1);
    }
}
