package org.gatun.test.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a C corosync logs of rings, and what its clients were not told. */
final class UntoldDeparturesTest {
    private static final String DONE = "Nov 26 16:12:05.671 notice  [MAIN  ] Completed service synchronization, ready to provide service.";

    private static String formed(final String ring, final String changes) {
        return "Nov 26 16:12:05.139 notice  [TOTEM ] A new membership (" + ring + ") was formed. Members" + changes;
    }

    private static Set<String> in(final String... lines) {
        return UntoldDepartures.in(Arrays.asList(lines));
    }

    @Test
    void shouldFindTheRingWhereANodeIsBackFromBeforeASynchronisationThatBrokeOff() {
        assertEquals(Set.of("1.21"), in(formed("1.11", " joined: 1"), DONE, formed("1.19", " left: 3"), formed("1.1d", " joined: 1 left: 1"),
            formed("1.21", " joined: 3"), DONE, formed("1.25", ""), DONE));
    }

    @Test
    void shouldFindNothingWhereClientsAreTold() {
        assertEquals(Set.of(), in(formed("1.5", " joined: 1 2 3"), DONE, formed("1.9", " left: 3"), DONE, formed("1.d", " joined: 3"), DONE));
        assertEquals(Set.of(), in(formed("1.9", " left: 3"), formed("1.d", " joined: 3"), DONE), "not back before the last");
        assertEquals(Set.of(), in(formed("1.9", " left: 2"), formed("1.d", " joined: 2"), formed("1.11", " joined: 2 left: 2"), DONE), "left again");
        assertEquals(Set.of(), in(formed("1.9", " left: 2"), formed("1.d", " joined: 2"), "Corosync Cluster Engine 3.1.7 starting up",
            formed("1.15", " joined: 1 2"), DONE), "started anew");
        assertEquals(Set.of(), UntoldDepartures.in(List.of()));
    }
}
