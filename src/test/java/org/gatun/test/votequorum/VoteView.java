package org.gatun.test.votequorum;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.test.engines.Engine;

/**
 * What {@code corosync-quorumtool -s} says of the votes on a node.
 *
 * @param figures "yes" or "no" for quorate, then expected votes, highest expected votes, total votes and quorum
 * @param flags   their names
 * @param members node ids, without the quorum device
 */
record VoteView(String figures, Set<String> flags, Set<Integer> members) {
    private static final Pattern STATUS = Pattern.compile("(?s).*\\nQuorate:\\s+(Yes|No)\\n.*\\nExpected votes:\\s+(\\d+)"
        + "\\nHighest expected: (\\d+)\\nTotal votes:\\s+(\\d+)\\nQuorum:\\s+(\\d+) (Activity blocked)?\\s*\\nFlags:[ \\t]*(.*?)\\n(.*)");
    private static final Pattern MEMBER = Pattern.compile("(?m)^\\s+([1-9]\\d*)\\s+\\d+\\s");

    /** Empty when the tool could not tell. */
    static Optional<VoteView> of(final Engine engine) {
        // The tool's status is that of the quorum, so it is not looked at.
        final Matcher status = STATUS.matcher(engine.run("corosync-quorumtool", "-s").output());
        if (!status.matches()) {
            return Optional.empty();
        }
        final boolean blocked = status.group(6) != null;
        if (blocked == status.group(1).equals("Yes")) {
            return Optional.empty();
        }
        final Set<Integer> members = new TreeSet<>();
        final Matcher member = MEMBER.matcher(status.group(8));
        while (member.find()) {
            members.add(Integer.valueOf(member.group(1)));
        }
        final Set<String> flags = new TreeSet<>(Set.of(status.group(7).strip().split("\\s+")));
        flags.remove("");
        return Optional.of(new VoteView((blocked ? "no" : "yes") + ' ' + status.group(2) + ' ' + status.group(3) + ' '
            + status.group(4) + ' ' + status.group(5), flags, members));
    }

    boolean isQuorate() {
        return figures.startsWith("yes");
    }

    /** Whether both are quorate, and know nothing of each other. */
    boolean contradicts(final VoteView other) {
        return isQuorate() && other.isQuorate() && Collections.disjoint(members, other.members);
    }
}
