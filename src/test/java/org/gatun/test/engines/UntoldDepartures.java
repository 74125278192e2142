package org.gatun.test.engines;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in the log of a C corosync the rings with which its clients are not told of nodes that left and came back, because each left in
 * a synchronisation that broke off: docs/FINDINGS.md.
 */
public final class UntoldDepartures {
    /** A ring, who joined it and who left. */
    static final Pattern FORMED = Pattern.compile(
        "A new membership \\(([^)]+)\\) was formed\\. Members(?: joined:((?: \\d+)+))?(?: left:((?: \\d+)+))?");
    private static final String SYNCHRONISED = "Completed service synchronization, ready to provide service.";
    private static final String STARTED = "Corosync Cluster Engine";

    private UntoldDepartures() {
    }

    /** Those rings, as the log names them. */
    public static Set<String> in(final List<String> log) {
        final Set<String> found = new TreeSet<>();
        final List<Matcher> formed = new ArrayList<>();
        for (final String line : log) {
            final Matcher membership = FORMED.matcher(line);
            if (membership.find()) {
                formed.add(membership);
            } else if (line.contains(SYNCHRONISED) || line.contains(STARTED)) {
                if (line.contains(SYNCHRONISED) && !formed.isEmpty() && hides(formed)) {
                    found.add(formed.getLast().group(1));
                }
                formed.clear();
            }
        }
        return found;
    }

    /** Whether a node was back by the last of these rings that had left in one before, and did not leave with the last again. */
    private static boolean hides(final List<Matcher> formed) {
        final Set<String> away = new HashSet<>();
        final Set<String> back = new HashSet<>();
        for (final Matcher ring : formed.subList(0, formed.size() - 1)) {
            away.addAll(nodes(ring.group(3)));
            nodes(ring.group(2)).stream().filter(away::contains).forEach(back::add);
        }
        back.removeAll(nodes(formed.getLast().group(3)));
        return !back.isEmpty();
    }

    private static List<String> nodes(final String list) {
        return list == null ? List.of() : List.of(list.strip().split(" "));
    }
}
