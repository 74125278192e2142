package org.gatun.test.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatun.test.hosts.Commands;

/**
 * What the C corosync tools print on a node, without what differs from node to node of one ring by nature (the time, which node
 * is local, the order in which groups were learned): equal on every node when all see the same. A tool that fails throws.
 */
public final class Tools {
    private static final Pattern CONNECTED = Pattern.compile("(?m)^\\s+nodeid:\\s+(\\d+):\\s+(connected|localhost)$");
    private static final Pattern REACHABLE = Pattern.compile("(?m)^nodeid: (\\d+) reachable$");

    private final Engine engine;

    public Tools(final Engine engine) {
        this.engine = engine;
    }

    private String output(final String... command) {
        final Commands.Result result = engine.run(command);
        if (!result.isSuccess()) {
            throw new AssertionError(String.join(" ", command) + " on " + engine + ": status=" + result.status() + "\n"
                + result.output() + "\n" + engine.lastLogLines(20));
        }
        return result.output();
    }

    /** {@code corosync-quorumtool -s}: members, votes, ring id. */
    public String quorum() {
        return output("corosync-quorumtool", "-s").lines().filter(line -> !line.matches("(Date|Node ID): .*"))
            .map(line -> line.replace(" (local)", "")).collect(Collectors.joining("\n"));
    }

    /** {@code corosync-cpgtool}: groups, each with its members, sorted. */
    public String groups() {
        return output("corosync-cpgtool").lines().sorted().collect(Collectors.joining("\n"));
    }

    /** {@code corosync-cmapctl}: the keys that come from the same lines of everybody's configuration. */
    public String configuration() {
        return output("corosync-cmapctl").lines().filter(line -> line.matches("(nodelist|totem|quorum|runtime\\.config)\\..*"))
            .filter(line -> !line.matches("(nodelist\\.local_node_pos|totem\\.interface\\.\\d\\.bindnetaddr) .*"))
            .collect(Collectors.joining("\n"));
    }

    /** {@code corosync-cmapctl}: the members' addresses and states. */
    public String members() {
        return output("corosync-cmapctl").lines()
            .filter(line -> line.matches("runtime\\.members\\.\\d+\\.(ip|status|config_version) .*"))
            .collect(Collectors.joining("\n"));
    }

    /** {@code corosync-cfgtool -s}: the nodes that any link reaches, the local one included. */
    public List<Integer> connectedNodes() {
        return numbers(CONNECTED, output("corosync-cfgtool", "-s")).stream().distinct().toList();
    }

    /** {@code corosync-cfgtool -n}: the other nodes that are reachable. */
    public List<Integer> reachableNodes() {
        return numbers(REACHABLE, output("corosync-cfgtool", "-n"));
    }

    /** {@code corosync-cmapctl -m stats -g KEY}: a counter of the engine. */
    public long counter(final String key) {
        return Long.parseLong(output("corosync-cmapctl", "-m", "stats", "-g", key).strip().replaceAll(".* = ", ""));
    }

    private static List<Integer> numbers(final Pattern pattern, final String text) {
        final List<Integer> numbers = new ArrayList<>();
        final Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            numbers.add(Integer.valueOf(matcher.group(1)));
        }
        return numbers;
    }
}
