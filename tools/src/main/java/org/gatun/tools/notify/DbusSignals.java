package org.gatun.tools.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events as signals on the system bus, as {@code corosync-notifyd -d} sends them, by {@code dbus-send}. Stateless. */
public final class DbusSignals {
    /** The program, of the package dbus. */
    public static final String PROGRAM = "dbus-send";

    private static final String INTERFACE = "org.corosync.";
    private static final String PATH = "/org/corosync";

    private DbusSignals() {
    }

    /** The command that sends the signal of an event. */
    public static Optional<List<String>> command(final ClusterEvent event) {
        return Optional.of(switch (event) {
            case final ClusterEvent.Node node -> signal("NodeStateChange", text(node.name()), number(node.nodeId()),
                text(node.address()), text(node.state()));
            case final ClusterEvent.Verdict verdict -> signal("QuorumStateChange", text(verdict.host()), number(verdict.localNodeId()),
                text(SnmpTraps.word(verdict)));
            case final ClusterEvent.Connection connection -> signal("ConnectionStateChange", text(connection.host()),
                number(connection.localNodeId()), text(connection.client()),
                text(connection.isConnected() ? "connected" : "disconnected"));
            // Under the name of another signal, as corosync sends it.
            case final ClusterEvent.Link link -> signal("QuorumStateChange", text(link.host()), number(link.localNodeId()),
                number(link.nodeId()), number(link.link()), text(link.state()));
        });
    }

    private static List<String> signal(final String name, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(PROGRAM, "--system", "--type=signal", PATH, INTERFACE + name));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String text(final String value) {
        return "string:" + value;
    }

    private static String number(final int value) {
        return "uint32:" + Integer.toUnsignedString(value);
    }
}
