package org.gatun.test.engines;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.test.hosts.Commands;

/**
 * What {@code corosync-quorumtool -s} says on a node.
 *
 * @param ringId  as printed, "NODEID.SEQ" in hexadecimal
 * @param quorate whether the partition is quorate
 * @param members node ids
 */
public record QuorumStatus(String ringId, boolean quorate, SortedSet<Integer> members) {
    private static final Pattern RING = Pattern.compile("(?m)^Ring ID:\\s+(\\S+)");
    private static final Pattern QUORATE = Pattern.compile("(?m)^Quorate:\\s+(Yes|No)");
    private static final Pattern MEMBER = Pattern.compile("(?m)^\\s+(\\d+)\\s+\\d+\\s+(?:\\S+\\s+)?\\S+(?: \\(local\\))?$");

    /** Empty when the tool could not tell. */
    static Optional<QuorumStatus> of(final Engine engine) {
        // The tool's status is that of the quorum: 1 without it.
        final Commands.Result result = engine.run("corosync-quorumtool", "-s");
        final Matcher ring = RING.matcher(result.output());
        final Matcher quorate = QUORATE.matcher(result.output());
        if (!ring.find() || !quorate.find()) {
            return Optional.empty();
        }
        final SortedSet<Integer> members = new TreeSet<>();
        final Matcher member = MEMBER.matcher(result.output());
        while (member.find()) {
            members.add(Integer.valueOf(member.group(1)));
        }
        return Optional.of(new QuorumStatus(ring.group(1), quorate.group(1).equals("Yes"), members));
    }
}
