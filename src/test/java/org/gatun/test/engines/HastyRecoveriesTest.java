package org.gatun.test.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a C corosync logs of recoveries. */
final class HastyRecoveriesTest {
    private static final String RECOVERY = line("entering RECOVERY state.");
    private static final String GATHER = line("entering GATHER state from 5(The token was lost in the RECOVERY state.).");

    private static String line(final String text) {
        return "Nov 27 02:06:03.327 debug   [TOTEM ] " + text;
    }

    private static String visit(final int count) {
        return line("token retrans flag is 0 my set retrans flag0 retrans queue empty 1 count " + count + ", aru 0");
    }

    private static String end(final String count, final String aru, final String seq) {
        return line("retrans flag count " + count + " token aru 0 install seq 0 aru " + aru + " " + seq);
    }

    private static String formed(final String ring) {
        return "Nov 27 02:06:03.331 notice  [TOTEM ] A new membership (" + ring + ") was formed. Members left: 3";
    }

    private static Set<String> in(final String... lines) {
        return HastyRecoveries.in(Arrays.asList(lines));
    }

    @Test
    void shouldFindARingThatIsInstalledWithoutAllMessages() {
        assertEquals(Set.of("1.21"), in(RECOVERY, visit(0), visit(1), GATHER, RECOVERY, visit(6), visit(7), end("7", "0", "d"), formed("1.21"),
            RECOVERY, visit(0), end("4", "0", "1"), formed("1.25")));
    }

    @Test
    void shouldFindNothingWhereAllHaveCome() {
        assertEquals(Set.of(), in(RECOVERY, visit(0), visit(1), visit(2), visit(3), end("4", "0", "1"), formed("1.5")), "counted from the beginning");
        assertEquals(Set.of(), in(RECOVERY, visit(2), end("4", "d", "d"), formed("1.5")), "in haste, and all was there");
        assertEquals(Set.of(), in(RECOVERY, visit(2), GATHER, RECOVERY, visit(0), end("4", "0", "1"), formed("1.9")), "of a recovery before");
        assertEquals(Set.of(), HastyRecoveries.in(List.of()));
    }
}
