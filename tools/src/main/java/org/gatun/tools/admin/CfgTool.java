package org.gatun.tools.admin;

import java.net.InetAddress;
import java.util.List;
import org.gatun.client.Cfg;
import org.gatun.client.CfgShutdown;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-cfgtool}: links, nodes, reload, shutdown. Of several actions the last one is done. */
@Command(name = "cfgtool", aliases = "corosync-cfgtool",
    description = "Shows and changes what an engine does. Of several actions the last one is done.")
public final class CfgTool extends Tool {
    private static final int SHUTDOWN_ATTEMPTS = 30;
    private static final String WRONG_NODE = "The nodeid was not valid, try a positive number";

    private enum Action {
        USAGE,
        STATUS,
        NODES,
        RELOAD,
        REOPEN,
        KILL,
        ADDRESSES,
        SHUTDOWN
    }

    private Action action = Action.USAGE;
    private int nodeId;

    @Option(names = {"-b", "--brief"}, description = "Show the status in short; with -s.")
    private boolean isBrief;

    @Option(names = "--force", description = "Shut down whatever others say; with -H.")
    private boolean isForced;

    @Option(names = "--json", description = "Print JSON; with -s, -n and -a.")
    private boolean isJson;

    @Option(names = {"-i", "--if"}, paramLabel = "<link>", description = "Not used.")
    private String link;

    @Option(names = "-r", hidden = true, description = "Not used.")
    private boolean isReset;

    @Option(names = "-h", description = "Show this help, unless there is an action.")
    private boolean isHelp;

    @Parameters(hidden = true, description = "Not used.")
    private List<String> ignored;

    private void act(final boolean isGiven, final Action next) {
        if (isGiven) {
            action = next;
        }
    }

    @Option(names = {"-s", "--status"}, description = "Show the links of this node and who is connected over them.")
    private void status(final boolean isGiven) {
        act(isGiven, Action.STATUS);
    }

    @Option(names = {"-n", "--nodes"}, description = "Show the nodes that are reachable and the links to them.")
    private void nodes(final boolean isGiven) {
        act(isGiven, Action.NODES);
    }

    @Option(names = {"-R", "--reload"}, description = "Make all nodes read their configuration files again.")
    private void reload(final boolean isGiven) {
        act(isGiven, Action.RELOAD);
    }

    @Option(names = {"-L", "--reopen"}, description = "Make the engine open its log files anew.")
    private void reopen(final boolean isGiven) {
        act(isGiven, Action.REOPEN);
    }

    @Option(names = {"-k", "--kill"}, paramLabel = "<nodeid>", description = "End a node's engine at once.")
    private void kill(final String node) {
        node(node, Action.KILL);
    }

    @Option(names = {"-a", "--address"}, paramLabel = "<nodeid>", description = "Show a node's addresses.")
    private void addresses(final String node) {
        node(node, Action.ADDRESSES);
    }

    @Option(names = {"-H", "--shutdown"}, description = "Shut this node's engine down.")
    private void shutdown(final boolean isGiven) {
        act(isGiven, Action.SHUTDOWN);
    }

    private void node(final String node, final Action next) {
        if (node != null) {
            act(true, next);
            nodeId = (int)number(node, 1, 0xffff_ffffL, WRONG_NODE);
        }
    }

    @Override
    int run() throws CsException {
        switch (action) {
            case STATUS -> LinkStatus.read(endpoint()).print(output(), isBrief, isJson);
            case NODES -> LinkStatus.read(endpoint()).printNodes(output(), isJson);
            case RELOAD -> reload();
            case REOPEN -> reopen();
            case KILL -> kill();
            case ADDRESSES -> addresses();
            case SHUTDOWN -> shutdown();
            default -> usage();
        }
        return 0;
    }

    private Cfg open(final boolean isNamed) {
        try {
            return Cfg.open(endpoint(), (kind, error) -> { });
        } catch (final CsException e) {
            final CsError error = ToolFailure.connection(e);
            throw new ToolFailure("Could not initialize corosync configuration API error "
                + (isNamed ? error.symbol() : error.code()));
        }
    }

    private void reload() {
        output().line("Reloading corosync.conf...");
        try (Cfg cfg = open(true)) {
            final CsError error = cfg.reload();
            if (error != CsError.OK) {
                throw new ToolFailure(error.code(), "Could not reload configuration. Error " + error.symbol());
            }
        }
        output().line("Done");
    }

    private void reopen() {
        try (Cfg cfg = open(true)) {
            final CsError error = cfg.reopenLogFiles();
            if (error != CsError.OK) {
                throw new ToolFailure(error.code(), "Could not reopen corosync logging files. Error " + error.symbol());
            }
        }
    }

    private void kill() {
        output().line("Killing node " + Output.unsigned(nodeId));
        try (Cfg cfg = open(false)) {
            final CsError error = cfg.killNode(nodeId, "Killed by corosync-cfgtool");
            if (error != CsError.OK) {
                throw new ToolFailure("Could not kill node (error = " + error.symbol() + ")");
            }
        }
    }

    private void addresses() {
        try (Cfg cfg = open(false)) {
            final List<InetAddress> addresses = cfg.nodeAddresses(nodeId);
            if (isJson) {
                final Json json = new Json().array();
                addresses.forEach(address -> json.value(address.getHostAddress()));
                output().line(json.endArray().toString());
            } else {
                output().line(Addresses.text(addresses));
            }
        } catch (final CsException e) {
            throw new ToolFailure("Could not get node address for nodeid " + Output.unsigned(nodeId));
        }
    }

    private void shutdown() {
        try (Cfg cfg = open(false)) {
            output().line("Shutting down corosync");
            output().flush();
            final CfgShutdown kind = isForced ? CfgShutdown.REGARDLESS : CfgShutdown.REQUEST;
            CsError error = cfg.tryShutdown(kind);
            for (int i = 1; i < SHUTDOWN_ATTEMPTS && error == CsError.TRY_AGAIN; i++) {
                pause();
                error = cfg.tryShutdown(kind);
            }
            if (error != CsError.OK) {
                output().error("Could not shutdown (error = " + error.symbol() + ")");
            }
        }
    }
}
