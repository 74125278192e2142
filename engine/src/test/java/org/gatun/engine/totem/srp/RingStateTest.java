package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RingStateTest {
    @ParameterizedTest
    @CsvSource({"OPERATIONAL, false, true, true, false", "GATHER, false, true, true, false", "COMMIT, false, true, true, true",
        "RECOVERY, true, true, true, false"})
    void shouldLeadOnlyToTheStatesOfTheTable(final RingState from, final boolean operational, final boolean gather,
        final boolean commit, final boolean recovery) {
        assertEquals(operational, from.leadsTo(RingState.OPERATIONAL));
        assertEquals(gather, from.leadsTo(RingState.GATHER));
        assertEquals(commit, from.leadsTo(RingState.COMMIT));
        assertEquals(recovery, from.leadsTo(RingState.RECOVERY));
    }
}
