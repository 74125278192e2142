package org.gatun.test.engines;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in the log of a C corosync the rings that it installed before it had all that was sent again, because it had counted the token's
 * visits on from a recovery that broke off: docs/FINDINGS.md. The log must have the debug lines of the subsystem TOTEM.
 */
public final class HastyRecoveries {
    /** For {@link Engine#editConfiguration}: such lines without those of other subsystems. */
    public static final String LOGGED = "    debug: off\n    logger_subsys {\n        subsys: TOTEM\n        debug: on\n    }\n";
    /** What {@link #LOGGED} takes the place of. */
    public static final String NOT_LOGGED = "    debug: off\n";

    private static final String RECOVERY = "entering RECOVERY state.";
    private static final Pattern VISIT = Pattern.compile("token retrans flag is \\d+ my set retrans flag\\d+ retrans queue empty \\d+ count (\\d+),");
    private static final Pattern END = Pattern.compile("retrans flag count \\p{XDigit}+ token aru \\p{XDigit}+ install seq \\p{XDigit}+ aru (\\p{XDigit}+) (\\p{XDigit}+)");

    private HastyRecoveries() {
    }

    /** Those rings, as the log names them. */
    public static Set<String> in(final List<String> log) {
        final Set<String> found = new TreeSet<>();
        boolean first = false;
        boolean countedOn = false;
        boolean lacking = false;
        for (final String line : log) {
            final Matcher visit = VISIT.matcher(line);
            final Matcher end = END.matcher(line);
            final Matcher formed = UntoldDepartures.FORMED.matcher(line);
            if (line.contains(RECOVERY)) {
                first = true;
                countedOn = false;
                lacking = false;
            } else if (first && visit.find()) {
                first = false;
                countedOn = !"0".equals(visit.group(1));
            } else if (end.find()) {
                lacking = countedOn && !end.group(1).equals(end.group(2));
            } else if (lacking && formed.find()) {
                found.add(formed.group(1));
                lacking = false;
            }
        }
        return found;
    }
}
