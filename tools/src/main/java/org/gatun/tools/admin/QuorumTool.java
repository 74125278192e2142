package org.gatun.tools.admin;

import java.util.List;
import org.gatun.client.CsException;
import org.gatun.client.VoteQuorum;
import org.gatun.ipc.message.CsError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-quorumtool}: quorum, votes and members. */
@Command(name = "quorumtool", aliases = "corosync-quorumtool",
    description = "Shows quorum, votes and members, and changes votes. Of several actions the last one is done.")
public final class QuorumTool extends Tool {
    private static final String WRONG_VOTES = "New votes value was not valid, try a positive number or zero";
    private static final String WRONG_EXPECTED = "New expected votes value was not valid, try a positive number";
    private static final String WRONG_NODE = "The nodeid was not valid, try a positive number";
    private static final String WRONG_ORDER =
        "Invalid ordering option. valid orders are a(address), i(node ID) or n(name)";

    private enum Action {
        STATUS,
        MONITOR,
        LIST,
        VOTES,
        EXPECTED,
        UNREGISTER
    }

    private Action action = Action.STATUS;
    private int nodeId;
    private int votes;
    private QuorumView.Order order = QuorumView.Order.ADDRESS;

    @Option(names = "-a", description = "Show all names or addresses of a node.")
    private boolean isAll;

    @Option(names = "-p", description = "Show the column of the quorum device in any case; with -s and -l.")
    private boolean isParsable;

    @Option(names = "-H", description = "Show node ids in hexadecimal.")
    private boolean isHexadecimal;

    @Option(names = "-i", description = "Show addresses and not names.")
    private boolean isNumeric;

    @Option(names = "--json", description = "Print JSON; with -s and -l.")
    private boolean isJson;

    @Parameters(hidden = true, description = "Not used.")
    private List<String> ignored;

    private void act(final boolean isGiven, final Action next) {
        if (isGiven) {
            action = next;
        }
    }

    @Option(names = "-s", description = "Show the status (default); exit status 2 = not quorate.")
    private void status(final boolean isGiven) {
        act(isGiven, Action.STATUS);
    }

    @Option(names = "-m", description = "Show the status after each change.")
    private void monitor(final boolean isGiven) {
        act(isGiven, Action.MONITOR);
    }

    @Option(names = "-l", description = "List the members.")
    private void list(final boolean isGiven) {
        act(isGiven, Action.LIST);
    }

    @Option(names = "-f", description = "Unregister the quorum device (needs votequorum).")
    private void unregister(final boolean isGiven) {
        act(isGiven, Action.UNREGISTER);
    }

    @Option(names = "-V", description = "Show the version.")
    private void version(final boolean isGiven) {
        if (isGiven) {
            decide(() -> output().line(name() + " version: 3.1.7"), 0);
        }
    }

    @Option(names = "-h", description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            decide(this::usage, 0);
        }
    }

    @Option(names = "-v", paramLabel = "<votes>", description = "Set the votes of a node (needs votequorum).")
    private void votes(final String number) {
        if (number != null) {
            act(true, Action.VOTES);
            votes = (int)number(number, 0, Integer.MAX_VALUE, WRONG_VOTES);
        }
    }

    @Option(names = "-e", paramLabel = "<votes>", description = "Set the votes that the cluster expects (needs votequorum).")
    private void expected(final String number) {
        if (number != null) {
            act(true, Action.EXPECTED);
            votes = (int)number(number, 1, Integer.MAX_VALUE, WRONG_EXPECTED);
        }
    }

    @Option(names = "-n", paramLabel = "<nodeid>", description = "The node; with -v.")
    private void node(final String number) {
        if (number != null) {
            nodeId = (int)number(number, 1, 0xffff_ffffL, WRONG_NODE);
        }
    }

    @Option(names = "-o", paramLabel = "<a|n|i>", description = "Order by address (default), name or node id.")
    private void order(final String letter) {
        if (letter != null) {
            switch (letter) {
                case "a" -> order = QuorumView.Order.ADDRESS;
                case "n" -> order = QuorumView.Order.NAME;
                case "i" -> order = QuorumView.Order.NODE_ID;
                default -> decide(WRONG_ORDER);
            }
        }
    }

    @Override
    void refuse(final String message) {
        super.refuse(message);
        usage();
    }

    @Override
    int run() throws CsException {
        try (QuorumSource source = QuorumSource.open(endpoint())) {
            switch (action) {
                case LIST -> view(source).printMembers();
                case VOTES -> setVotes(source);
                case EXPECTED -> setExpected(votes(source, "expected votes"));
                case UNREGISTER -> unregister(source);
                case MONITOR -> monitor(source);
                default -> {
                    return view(source).printStatus() ? 0 : 2;
                }
            }
            return 0;
        }
    }

    private QuorumView view(final QuorumSource source) throws CsException {
        return new QuorumView(source, output(), order, new QuorumView.Style(isHexadecimal, isParsable, isJson, isNumeric, isAll));
    }

    private static VoteQuorum votes(final QuorumSource source, final String what) {
        if (source.votes() == null) {
            throw new ToolFailure("You cannot change " + what + ", corosync is not using votequorum");
        }
        return source.votes();
    }

    private void setVotes(final QuorumSource source) {
        final VoteQuorum service = votes(source, "node votes");
        final int node = nodeId == 0 ? source.localNodeId() : nodeId;
        final CsError error = service.setVotes(node, votes);
        if (error != CsError.OK) {
            throw new ToolFailure("Unable to set votes " + votes + " for nodeid: " + Output.unsigned(node) + ": " + error.symbol());
        }
    }

    private void setExpected(final VoteQuorum service) {
        final CsError error = service.setExpectedVotes(votes);
        if (error != CsError.OK) {
            throw new ToolFailure("Unable to set expected votes: " + error.symbol());
        }
    }

    private void unregister(final QuorumSource source) throws CsException {
        final VoteQuorum service = votes(source, "quorum device");
        final String device = service.info(0).qdeviceName();
        if (!device.isEmpty()) {
            final CsError error = service.qdeviceUnregister(device);
            if (error != CsError.OK) {
                throw new ToolFailure("Unable to unregister qdevice: " + error.symbol());
            }
        }
    }

    private void monitor(final QuorumSource source) throws CsException {
        source.trackChanges();
        while (true) {
            view(source).printStatus();
            output().print("\n").flush();
            final CsError error = source.awaitChange();
            if (error != CsError.OK) {
                throw new ToolFailure("Unable to dispatch quorum status: " + error.symbol());
            }
        }
    }
}
