package org.gatun.test.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which end of a C corosync is told from its log as one of the known ones. */
final class CFlawTest {
    private static final String DISCARDS = "Nov 26 16:04:10.775 warning [TOTEM ] Discarding JOIN message during flush, nodeid=2";
    private static final String ASSERTION = "corosync: totemsrp.c:2880: orf_token_rtr: Assertion `range < QUEUE_RTR_ITEMS_SIZE_MAX' failed.";

    @Test
    void shouldKnowTheAssertionBehindADiscardedJoin() {
        assertEquals(Optional.of(CFlaw.JOIN_DURING_FLUSH), CFlaw.in(134, List.of("starts", DISCARDS, DISCARDS, "gathers", ASSERTION)));
    }

    @Test
    void shouldKnowNothingElse() {
        assertEquals(Optional.empty(), CFlaw.in(134, List.of("starts", ASSERTION)), "without a join");
        assertEquals(Optional.empty(), CFlaw.in(134, List.of(ASSERTION, DISCARDS)), "the other way round");
        assertEquals(Optional.empty(), CFlaw.in(134, List.of(DISCARDS, ASSERTION.replace("orf_token_rtr", "memb_state_recovery_enter"))));
        assertEquals(Optional.empty(), CFlaw.in(137, List.of(DISCARDS, ASSERTION)), "killed");
        assertEquals(Optional.empty(), CFlaw.in(0, List.of()));
    }
}
