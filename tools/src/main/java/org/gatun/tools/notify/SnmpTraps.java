package org.gatun.tools.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events as SNMP traps of version 2c, as {@code corosync-notifyd -s} sends them, by {@code snmptrap}. Immutable. */
public final class SnmpTraps {
    /** The program, of the package snmp. */
    public static final String PROGRAM = "snmptrap";

    /** The enterprise of corosync's MIB. */
    private static final String ENTERPRISE = ".1.3.6.1.4.1.35488";
    private static final int TRAP_NODE = 1;
    private static final int TRAP_QUORUM = 2;
    private static final int TRAP_LINK = 4;
    private static final int OBJECT_NAME = 1;
    private static final int OBJECT_NODE_ID = 2;
    private static final int OBJECT_NODE_STATUS = 3;
    private static final int OBJECT_NODE_ADDRESS = 4;
    private static final int OBJECT_LOCAL_NODE_ID = 5;
    private static final int OBJECT_QUORUM_STATUS = 21;
    private static final int OBJECT_LINK_NUMBER = 60;
    private static final int OBJECT_LINK_STATUS = 61;

    private final String manager;
    private final String community;

    /** Traps to a host, with a community, which may be empty. */
    public SnmpTraps(final String manager, final String community) {
        this.manager = manager;
        this.community = community;
    }

    /** The command that sends the trap of an event; there is none for connections. */
    public Optional<List<String>> command(final ClusterEvent event) {
        return switch (event) {
            case final ClusterEvent.Node node -> Optional.of(trap(TRAP_NODE, text(OBJECT_NAME, node.name()),
                number(OBJECT_NODE_ID, node.nodeId()), text(OBJECT_NODE_ADDRESS, node.address()),
                text(OBJECT_NODE_STATUS, node.state())));
            case final ClusterEvent.Verdict verdict -> Optional.of(trap(TRAP_QUORUM, text(OBJECT_NAME, verdict.host()),
                number(OBJECT_NODE_ID, verdict.localNodeId()), text(OBJECT_QUORUM_STATUS, word(verdict))));
            case final ClusterEvent.Link link -> Optional.of(trap(TRAP_LINK, text(OBJECT_NAME, link.host()),
                number(OBJECT_LOCAL_NODE_ID, link.localNodeId()), number(OBJECT_NODE_ID, link.nodeId()),
                object(OBJECT_LINK_NUMBER, "i", Integer.toString(link.link())), text(OBJECT_LINK_STATUS, link.state())));
            case final ClusterEvent.Connection ignored -> Optional.empty();
        };
    }

    /** The state of quorum in a word. */
    static String word(final ClusterEvent.Verdict verdict) {
        return verdict.isQuorate() ? "quorate" : "not quorate";
    }

    @SafeVarargs
    private List<String> trap(final int number, final List<String>... objects) {
        // No MIB is loaded, and the time is the one of the day in seconds, as corosync has it.
        final List<String> command = new ArrayList<>(List.of(PROGRAM, "-v", "2c", "-m", "", "-c", community, manager,
            Long.toString(Instant.now().getEpochSecond()), ENTERPRISE + ".0." + number));
        for (final List<String> object : objects) {
            command.addAll(object);
        }
        return command;
    }

    private static List<String> text(final int number, final String value) {
        return object(number, "s", value);
    }

    private static List<String> number(final int number, final int value) {
        return object(number, "u", Integer.toUnsignedString(value));
    }

    private static List<String> object(final int number, final String type, final String value) {
        return List.of(ENTERPRISE + ".1." + number, type, value);
    }
}
